// A button that copies a code block. Where the clipboard is closed to pages there is no button.

/** How long the button says that it has copied, in milliseconds. */
const SAID = 2000;

const german = document.documentElement.lang.startsWith('de');
const words = german
  ? { copy: 'Kopieren', copied: 'Kopiert', failed: 'Nicht kopiert: Markieren und kopieren Sie den Text' }
  : { copy: 'Copy', copied: 'Copied', failed: 'Not copied: select the text and copy it' };

if (navigator.clipboard) {
  for (const block of document.querySelectorAll('pre.code')) addButton(block);
}

/** @param {Element} block */
function addButton(block) {
  const frame = document.createElement('div');
  frame.className = 'copyable';
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = words.copy;
  const said = document.createElement('span');
  said.className = 'copy-said';
  said.setAttribute('role', 'status');
  block.replaceWith(frame);
  frame.append(block, button, said);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  button.addEventListener('click', async () => {
    let word = words.copied;
    try {
      await navigator.clipboard.writeText((block.textContent ?? '').replace(/\n$/, ''));
    } catch {
      word = words.failed;
    }
    said.textContent = word;
    clearTimeout(timer);
    timer = setTimeout(() => (said.textContent = ''), SAID);
  });
}
