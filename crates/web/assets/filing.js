/* The filing grid: moving about as in a spreadsheet, pasting a column, checks while typing, and a
   draft in the browser and on the server. Without it the page files just as well. */
(() => {
  const form = document.querySelector('form[data-filing="true"], form[data-filing=""]')
  if (!form || !form.dataset.check) return
  const cells = [...form.querySelectorAll('td.in input[name^="v-"]')]
  const own = 'wufei draft ' + location.pathname
  const saved = form.querySelector('[data-saved]')
  const zh = document.documentElement.lang.startsWith('zh')

  const move = (from, step) => {
    const to = cells[cells.indexOf(from) + step]
    if (to) { to.focus(); to.select() }
    return Boolean(to)
  }

  form.addEventListener('keydown', (event) => {
    const at = event.target
    if (!cells.includes(at) || event.isComposing) return
    const step = { ArrowDown: 1, ArrowUp: -1, Enter: event.shiftKey ? -1 : 1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    move(at, step)
  })

  // A column from Excel or WPS: a cell on each line, the first of several on a line.
  form.addEventListener('paste', (event) => {
    const at = event.target
    if (!cells.includes(at)) return
    const text = event.clipboardData.getData('text/plain').replace(/\r/g, '').replace(/\n$/, '')
    if (!text.includes('\n')) return
    event.preventDefault()
    const start = cells.indexOf(at)
    text.split('\n').forEach((line, index) => {
      const cell = cells[start + index]
      if (cell) cell.value = line.split('\t')[0].trim()
    })
    const over = start + text.split('\n').length - cells.length
    if (over > 0 && saved) {
      saved.textContent = zh ? `粘贴的最后 ${over} 行没有地方放，没有填进去` : `the last ${over} lines had no place and were left out`
    }
    later()
  })

  const fields = () => {
    const kept = {}
    for (const [name, value] of new FormData(form)) if (/^[vsnr]-/.test(name)) kept[name] = value
    return kept
  }

  const send = (to) => fetch(to, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(new FormData(form)),
  })

  const shapes = { met: '●', track: '◐', risk: '▲', miss: '■', none: '◌' }
  const show = ({ item, class: kind, said }) => {
    const row = form.querySelector(`tr[data-item="${CSS.escape(item)}"]`)
    const cell = row && row.querySelector('td.check')
    if (!cell) return
    row.classList.toggle('bad', kind === 'miss')
    row.classList.toggle('warn', kind === 'risk')
    const words = zh
      ? { met: '通过', track: '已说明', risk: '请说明', miss: '有误' }
      : { met: 'fine', track: 'explained', risk: 'explain', miss: 'wrong' }
    const box = document.createElement('div')
    const state = document.createElement('span')
    state.className = 'state ' + kind
    state.textContent = `${shapes[kind]} ${words[kind]}`
    const say = document.createElement('span')
    say.className = 'say ' + kind
    say.textContent = said
    box.append(state, say)
    cell.replaceChildren(box)
  }

  let timer
  let asked = 0
  const look = async () => {
    const no = ++asked
    try {
      const answer = await send(form.dataset.check)
      if (answer.ok && no === asked) (await answer.json()).rows.forEach(show)
      const kept = await send(form.dataset.draft)
      if (kept.ok && saved) {
        const { saved: time } = await kept.json()
        saved.textContent = zh ? `${time} 已暂存在本机和服务器` : `kept here and on the server at ${time}`
      }
    } catch {
      if (saved) saved.textContent = zh ? '没有网络，已暂存在本机' : 'no network; kept in this browser'
    }
  }
  const later = () => {
    try { localStorage.setItem(own, JSON.stringify(fields())) } catch { /* a full or closed store */ }
    clearTimeout(timer)
    timer = setTimeout(look, 600)
  }
  form.addEventListener('input', later)
  form.addEventListener('submit', () => { try { localStorage.removeItem(own) } catch { /* as above */ } })

  // What this browser kept while the server could not be reached.
  try {
    const kept = JSON.parse(localStorage.getItem(own) || 'null')
    let any = false
    for (const [name, value] of Object.entries(kept || {})) {
      const field = form.elements.namedItem(name)
      if (field && 'value' in field && field.value !== value && value !== '') { field.value = value; any = true }
    }
    if (any) {
      if (saved) saved.textContent = zh ? '已恢复本机的草稿，尚未提交' : 'what this browser kept is back and not filed yet'
      later()
    }
  } catch { localStorage.removeItem(own) }
})()
