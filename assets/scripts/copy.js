// A button that copies a code block. Where the clipboard is closed to pages there is no button.

/** How long the button says that it has copied, in milliseconds. */
const SAID = 2000;

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
  button.textContent = 'Copy';
  const said = document.createElement('span');
  said.className = 'copy-said';
  said.setAttribute('role', 'status');
  block.replaceWith(frame);
  frame.append(block, button, said);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  button.addEventListener('click', async () => {
    let word = 'Copied';
    try {
      await navigator.clipboard.writeText((block.textContent ?? '').replace(/\n$/, ''));
    } catch {
      word = 'Not copied: select the text and copy it';
    }
    said.textContent = word;
    clearTimeout(timer);
    timer = setTimeout(() => (said.textContent = ''), SAID);
  });
}
