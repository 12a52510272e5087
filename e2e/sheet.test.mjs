// The leader's sheet: one sheet of A4, readable on a phone, in both languages, with and without data.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { launch, overflow, pack, sheets, widths, wufei } from './browser.mjs'

let browser
before(async () => { browser = await launch() })
after(async () => { await browser.close() })

const status = ['plan', 'status', pack, '--format', 'html', '--as-of', '2025-10-20']
const example = ['--values', `${pack}/example`]
const cases = []
for (const lang of ['zh', 'en']) {
  for (const year of ['2023', '2024', '2025']) {
    cases.push([`${lang} ${year}`, ['--lang', lang, ...status, '--year', year, ...example]])
  }
  cases.push([`${lang} without any number`, ['--lang', lang, ...status, '--year', '2024']])
}

for (const [name, args] of cases) {
  test(`the sheet of ${name}`, async () => {
    const page = await browser.newPage()
    const faults = []
    page.on('pageerror', (fault) => faults.push(fault.message))
    page.on('request', (request) => { if (!/^(data|about):/.test(request.url())) faults.push(request.url()) })
    await page.setContent(wufei(...args), { waitUntil: 'load' })
    for (const width of widths) {
      await page.setViewport({ width, height: 900 })
      assert.deepEqual(await overflow(page), [], `nothing sticks out at ${width} px`)
      const cells = await page.$$eval('.cell', (all) => all.map((cell) => cell.getBoundingClientRect().width))
      assert.equal(cells.length, 47)
      assert.ok(Math.min(...cells) >= 30, 'every cell can be seen')
    }
    assert.equal(await sheets(page), 1, 'one sheet of A4')
    assert.deepEqual(faults, [])
    await page.close()
  })
}
