// Takes the pictures that the README shows: node e2e/pictures.mjs
import { mkdirSync } from 'node:fs'
import { launch, pack, root, wufei } from './browser.mjs'

const folder = `${root}docs/pictures`
mkdirSync(folder, { recursive: true })
const browser = await launch()
for (const lang of ['zh', 'en']) {
  const page = await browser.newPage()
  await page.setContent(wufei('--lang', lang, 'plan', 'status', pack, '--values', `${pack}/example`, '--as-of', '2025-10-20', '--format', 'html'))
  // A4 at 96 dots an inch, as it is printed.
  await page.emulateMediaType('print')
  await page.setViewport({ width: 794, height: 1123, deviceScaleFactor: 1.5 })
  await page.addStyleTag({ content: 'body { padding: 34px 45px 30px }' })
  await page.screenshot({ path: `${folder}/sheet-a4.${lang}.png`, fullPage: false })
  await page.close()
  const phone = await browser.newPage()
  await phone.setContent(wufei('--lang', lang, 'plan', 'status', pack, '--values', `${pack}/example`, '--as-of', '2025-10-20', '--format', 'html'))
  await phone.setViewport({ width: 390, height: 844, deviceScaleFactor: 1.5 })
  await phone.screenshot({ path: `${folder}/sheet-phone.${lang}.png`, fullPage: false })
  await phone.close()
}
await browser.close()
