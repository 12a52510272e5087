// A demonstration district that is served for as long as a test needs it.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './browser.mjs'

// Makes and serves one; its address, a way in for each login, and how to end it.
export async function district() {
  const folder = mkdtempSync(join(tmpdir(), 'wufei-e2e-'))
  const args = ['demo', '--data', join(folder, 'data'), '--listen', '127.0.0.1:0', '--format', 'json']
  const program = spawn(process.env.WUFEI ?? 'target/debug/wufei', args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  const told = await new Promise((resolve, reject) => {
    let text = ''
    program.on('error', reject)
    program.on('exit', (code) => reject(new Error(`the demonstration ended with ${code}`)))
    program.stdout.on('data', (part) => {
      text += part
      try { resolve(JSON.parse(text)) } catch { /* the rest is still to come */ }
    })
  })
  program.removeAllListeners('exit')
  const end = () => new Promise((resolve) => {
    program.on('exit', () => {
      rmSync(folder, { recursive: true, force: true })
      resolve()
    })
    program.kill('SIGTERM')
  })
  const wayIn = (login) => told.logins.find((own) => own.login === login).url
  return { address: told.address, wayIn, end }
}

// A browser window of its own in which somebody has signed in.
export async function signedIn(browser, district, login) {
  const context = await browser.createBrowserContext()
  const page = await context.newPage()
  page.faults = []
  page.on('pageerror', (fault) => page.faults.push(fault.message))
  page.on('console', (line) => { if (line.type() === 'error') page.faults.push(line.text()) })
  await page.goto(district.wayIn(login))
  return page
}
