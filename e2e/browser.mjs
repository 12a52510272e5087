// A real Chromium, and pages looked at in it.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import puppeteer from 'puppeteer-core'

export const root = fileURLToPath(new URL('..', import.meta.url))
export const pack = 'plans/tianqiao-2023-2025'

// The widths that every page is looked at: a desk and a phone.
export const widths = [1440, 390]

export function wufei(...args) {
  const run = spawnSync(process.env.WUFEI ?? 'target/debug/wufei', args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 })
  if (run.status !== 0) throw new Error(`wufei ${args.join(' ')}: ${run.stderr}`)
  return run.stdout
}

export function launch() {
  return puppeteer.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
  })
}

// What sticks out at the right of a page, if anything does.
export function overflow(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth
    const out = [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > width + 1)
    return out.map((e) => `${e.tagName.toLowerCase()}.${e.className}: ${e.textContent.slice(0, 40)}`)
  })
}

// How many sheets of A4 a page prints on.
export async function sheets(page) {
  const pdf = Buffer.from(await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1')
  return (pdf.match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length
}
