// Runs in the browser, on the page of the interface description. Without it the page can be read all the same.
const root = document.documentElement;

document.querySelector('#theme').addEventListener('click', () => {
  const dark = root.style.colorScheme
    ? root.style.colorScheme === 'dark'
    : matchMedia('(prefers-color-scheme: dark)').matches;
  root.style.colorScheme = dark ? 'light' : 'dark';
});

document.querySelector('nav input').addEventListener('input', ({ target }) => {
  const wanted = target.value.trim().toLowerCase();
  for (const entry of document.querySelectorAll('nav li')) {
    const text = `${entry.textContent} ${entry.firstElementChild.title}`.toLowerCase();
    entry.hidden = !text.includes(wanted);
  }
});

// The commands are for where the page was served from.
if (location.protocol.startsWith('http')) {
  for (const code of document.querySelectorAll('figcaption ~ pre code')) {
    code.textContent = code.textContent.replace('http://127.0.0.1:8080', location.origin);
  }
}

for (const button of document.querySelectorAll('.copy')) {
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.parentElement.querySelector('code').textContent);
    button.textContent = 'Copied';
    setTimeout(() => {
      button.textContent = 'Copy';
    }, 1500);
  });
}

const links = new Map([...document.querySelectorAll('nav li a')].map((link) => [link.hash.slice(1), link]));
const seen = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) links.get(target.id)?.classList.toggle('here', isIntersecting);
  },
  { rootMargin: '-20% 0px -70% 0px' },
);
for (const section of document.querySelectorAll('.operation')) seen.observe(section);
