// The pages in a real browser: filing as in a spreadsheet, every list and page at both widths, and
// the ways through without script.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { launch, widths } from './browser.mjs'
import { district, signedIn } from './district.mjs'

const CLERK = 'agriculture-1'
const OFFICE = 'zero-waste-office-1'
const SHEET = '/filing/agriculture/2025-09'

const zh = (path) => path + (path.includes('?') ? '&' : '?') + 'lang=zh'

let browser
let demo
const windows = {}
before(async () => {
  browser = await launch()
  demo = await district()
  for (const login of [CLERK, OFFICE]) {
    windows[login] = await signedIn(browser, demo, login)
    await windows[login].goto(`${demo.address}/account?lang=zh`)
  }
})
after(async () => {
  await browser.close()
  await demo.end()
})

const open = async (login, path) => {
  const page = windows[login]
  page.faults.length = 0
  const answer = await page.goto(demo.address + path, { waitUntil: 'load' })
  assert.equal(answer.status(), 200, path)
  return page
}

test('a column is pasted, checked while it is typed, and kept as a draft', async () => {
  const page = await open(CLERK, zh(SHEET))
  const cells = await page.$$('td.in input[name^="v-"]')
  assert.equal(cells.length, 2, 'two numbers are due')
  await cells[0].focus()
  await page.evaluate(() => {
    const data = new DataTransfer()
    data.setData('text/plain', '6100\r\n6.2\r\n')
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  })
  const typed = await page.$$eval('td.in input[name^="v-"]', (all) => all.map((cell) => cell.value))
  assert.deepEqual(typed, ['6100', '6.2'])
  await page.waitForFunction(() => document.querySelector('td.check .say.risk')?.textContent.length > 0)
  const said = await page.$eval('td.check .say.risk', (say) => say.textContent)
  assert.match(said, /倍/, 'a slip of the unit is asked about')
  await page.waitForFunction(() => /已暂存/.test(document.querySelector('[data-saved]').textContent))
  assert.deepEqual(page.faults, [])

  await page.evaluate(() => localStorage.clear())
  const again = await open(CLERK, zh(SHEET))
  const kept = await again.$$eval('td.in input[name^="v-"]', (all) => all.map((cell) => cell.value))
  assert.deepEqual(kept, ['6100', '6.2'], 'the server has the draft as well')
})

test('arrows and Enter move through the column', async () => {
  const page = await open(CLERK, zh(SHEET))
  await page.focus('td.in input[name^="v-"]')
  const at = () => page.evaluate(() => [...document.querySelectorAll('td.in input[name^="v-"]')].indexOf(document.activeElement))
  await page.keyboard.press('ArrowDown')
  assert.equal(await at(), 1)
  await page.keyboard.press('ArrowUp')
  assert.equal(await at(), 0)
  await page.keyboard.press('Enter')
  assert.equal(await at(), 1)
})

test('without script a number is filed, and a doubtful one is asked about', async () => {
  const page = windows[CLERK]
  await page.setJavaScriptEnabled(false)
  await open(CLERK, zh(SHEET))
  const cells = await page.$$('td.in input[name^="v-"]')
  for (const [index, value] of ['6100', '6.2'].entries()) {
    // The draft of the tests before stands in the cells.
    await cells[index].evaluate((cell) => { cell.value = '' })
    await cells[index].type(value)
  }
  await Promise.all([page.waitForNavigation(), page.click('button[value="file"]')])
  const told = await page.$eval('main', (main) => main.textContent)
  assert.match(told, /已保存 1 个数/, 'the sound one is kept')
  assert.match(told, /请说明后再提交/, 'the doubtful one waits for a reason')
  await page.setJavaScriptEnabled(true)
})

const PAGES = {
  [OFFICE]: ['/', '/turns', '/indicators', '/indicators/14', '/measures', '/tasks', '/projects', '/promises', '/orgs', '/orgs/agriculture', '/filing', '/filing/matrix', '/document', '/definitions', '/amendments', '/plans', '/search?q=秸秆', '/sheet', '/account', '/ui'],
  [CLERK]: ['/', '/filing', SHEET, '/turns'],
}
for (const [login, paths] of Object.entries(PAGES)) {
  for (const path of paths) {
    test(`${path} as ${login}: nothing sticks out, nothing fails`, async () => {
      for (const lang of ['zh', 'en']) {
        const page = await open(login, path + (path.includes('?') ? '&' : '?') + `lang=${lang}`)
        for (const width of widths) {
          await page.setViewport({ width, height: 900 })
          const wide = await page.evaluate(() => document.documentElement.scrollWidth)
          assert.ok(wide <= width, `${lang}: ${wide} px wide at ${width}`)
        }
        assert.deepEqual(page.faults, [])
        assert.equal(await page.$$eval('h1', (all) => all.length), 1, 'one heading says what the page is')
      }
    })
  }
}
