// Takes the pictures of the README and the guide from a demonstration of its own:
// node e2e/pictures.mjs [NAME…]
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launch, root } from './browser.mjs'

const folder = `${root}docs/pictures`
const desk = { width: 1440, height: 900 }
const phone = { width: 390, height: 844 }
const a4 = { width: 794, height: 1123 }

const office = 'zero-waste-office-1'
const clerk = 'agriculture-1'
const period = '/filing/agriculture/2025-H2'

// Each picture: who looks, at what, how large, and what is done before.
const pictures = [
  { name: 'overview', who: office, path: '/', size: desk },
  { name: 'overview-phone', who: office, path: '/', size: phone },
  { name: 'indicator', who: office, path: '/indicators/16', size: desk },
  { name: 'sheet-a4', who: '示例领导', path: '/sheet', size: a4, print: true },
  { name: 'filing', who: clerk, path: period, size: desk, before: slip },
  { name: 'filing-phone', who: clerk, path: period, size: phone, to: '.grid' },
  { name: 'periods', who: 'ecology-branch-1', path: '/filing', size: desk },
  { name: 'value', who: office, path: '/values/industry/giw-used/2024-Q2', size: desk },
  { name: 'report', who: clerk, path: '/orgs/agriculture', size: desk, before: ownWork, to: '#report' },
  { name: 'explain', who: office, path: '/indicators/4', size: desk, before: unfold, to: '#explain' },
  { name: 'turns', who: office, path: '/turns', size: desk },
  { name: 'matrix', who: office, path: '/filing/matrix', size: desk },
  { name: 'confirm', who: office, path: '/filing/ecology-branch/2025-Q3', size: desk },
  { name: 'document', who: office, path: '/document?part=21', size: desk },
  { name: 'definition', who: office, path: '/definitions/16', size: desk },
  { name: 'amendments', who: office, path: '/amendments', size: desk },
  { name: 'users', who: '示例管理员', path: '/users', size: desk },
  { name: 'account', who: '示例管理员', path: '/account', size: desk },
  { name: 'journal', who: '示例审计员', path: '/journal', size: desk },
]

// Numbers near last year's, and one a thousand times as large, so that the check beside it speaks.
async function slip(page) {
  await page.$$eval('table.grid tbody tr', (rows) => rows.slice(0, 6).forEach((row, at) => {
    const past = Number(row.querySelector('td.num').textContent.replace(/[^0-9.]/g, '')) || 10
    row.querySelector('td.in input[name^="v-"]').value = String(Math.round(past * (at === 3 ? 1000 : 1.02)))
  }))
  const cell = await page.$('td.in input[name^="v-"]')
  await cell.focus()
  await cell.press('End')
  const checked = page.waitForResponse((answer) => answer.url().includes('/draft'))
  await cell.type(' ')
  await checked
  await page.waitForSelector('tr.warn, tr.bad')
}

// The first of the org's tasks.
async function ownWork(page) {
  const to = await page.$$eval('main a[href^="/tasks/"]', (all) => all[0] && all[0].getAttribute('href'))
  if (to) await page.goto(new URL(to, page.url()).href, { waitUntil: 'load' })
}

async function unfold(page) {
  await page.$$eval('#explain details', (all) => all.forEach((own) => { own.open = true }))
}

// Starts a demonstration on a free port; what it says of itself.
function demo(data) {
  const program = process.env.WUFEI ?? 'target/debug/wufei'
  const child = spawn(program, ['demo', '--data', data, '--listen', '127.0.0.1:0', '--format', 'json'], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  return new Promise((resolve, reject) => {
    let text = ''
    child.on('error', reject)
    child.on('exit', (code) => reject(new Error(`the demonstration ended with ${code}`)))
    child.stdout.on('data', (part) => {
      text += part
      try { resolve({ child, told: JSON.parse(text) }) } catch { /* more will come */ }
    })
  })
}

// Few colours make a file a third as large; without pngquant it stays as it is.
function smaller(file) {
  spawnSync('pngquant', ['--force', '--skip-if-larger', '--output', file, '96', file])
}

mkdirSync(folder, { recursive: true })
const wanted = process.argv.slice(2)
const parent = mkdtempSync(join(tmpdir(), 'wufei-pictures-'))
const { child, told } = await demo(join(parent, 'data'))
const browser = await launch()
const agent = await browser.userAgent()
const cookies = new Map()
try {
  for (const picture of pictures) {
    if (wanted.length > 0 && !wanted.includes(picture.name)) continue
    for (const lang of ['zh', 'en']) {
      const page = await browser.newPage()
      await page.setCookie(await signIn(picture.who))
      await shoot(page, picture, lang)
      await page.close()
    }
  }
} finally {
  await browser.close()
  child.removeAllListeners('exit')
  child.kill()
  rmSync(parent, { recursive: true, force: true })
}

// A link works once, so both languages share its session; a session belongs to one browser's name.
async function signIn(who) {
  if (!cookies.has(who)) {
    const { url } = told.logins.find((login) => login.login === who)
    const answer = await fetch(url, { redirect: 'manual', headers: { 'user-agent': agent } })
    const [, value] = /wufei_session=([^;]+)/.exec(answer.headers.get('set-cookie'))
    cookies.set(who, { name: 'wufei_session', value, url: told.address })
  }
  return cookies.get(who)
}

async function shoot(page, picture, lang) {
  await page.setViewport({ ...picture.size, deviceScaleFactor: 1 })
  if (picture.print) {
    await page.setBypassCSP(true)
    await page.emulateMediaType('print')
  }
  const path = `${picture.path}${picture.path.includes('?') ? '&' : '?'}lang=${lang}`
  const answer = await page.goto(told.address + path, { waitUntil: 'load' })
  if (answer.status() !== 200) throw new Error(`${answer.status()} ${path}`)
  // A4 at 96 dots an inch, with the margins that a printer leaves.
  if (picture.print) await page.addStyleTag({ content: 'body { padding: 34px 45px 30px }' })
  if (picture.before) await picture.before(page)
  if (picture.to) await page.$eval(picture.to, (own) => own.scrollIntoView({ block: 'start' }))
  const file = `${folder}/${picture.name}.${lang}.png`
  await page.screenshot({ path: file })
  smaller(file)
}
