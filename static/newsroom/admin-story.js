/* The story's form in the browser: slug, teaser and direction as one writes; no text is lost. */

const form = document.querySelector("form[id$='_form']");
const offer = document.getElementById("unsaved");
const PREFIX = "newsroom-unsaved:";
const KEPT_FOR = 14 * 24 * 3600 * 1000;
const by = (name) => form.elements.namedItem(name);

/* --- Slug: follows the headline until somebody writes one or the story is published --- */

function slugOf(headline) {
  const letters = headline.normalize("NFKC").toLowerCase().replace(/i̇/gu, "i");
  const words = letters
    .replace(/['’ʼ‌‍ـ]/gu, "")
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, " ")
    .trim()
    .split(" ")
    .filter(Boolean);
  let slug = "";
  for (const word of words) {
    const longer = slug ? `${slug}-${word}` : word;
    if (longer.length > 80) break;
    slug = longer;
  }
  return /^\d{4}$/.test(slug) ? "" : slug;
}

function followHeadline() {
  const [headline, slug] = [by("headline"), by("slug")];
  if (!headline || !slug || offer.dataset.published === "yes") return;
  let proposed = slugOf(headline.value);
  let follows = slug.value === "" || slug.value === proposed;
  headline.addEventListener("input", () => {
    proposed = slugOf(headline.value);
    if (follows) slug.value = proposed;
  });
  slug.addEventListener("input", () => {
    follows = slug.value === "" || slug.value === proposed;
  });
}

/* --- Teaser: the cut beginning of the text, as cards would show it --- */

function cut(text) {
  const line = text.replace(/\s+/g, " ").trim();
  if (line.length <= 120) return line;
  const head = line.slice(0, line[120] === " " ? 120 : line.lastIndexOf(" ", 120));
  return `${head.replace(/[\s,;:.!?…–—-]+$/u, "")}...`;
}

/* --- Language and direction of what is written --- */

function directionOf(language, chosen) {
  if (chosen) return chosen;
  try {
    const locale = new Intl.Locale(language);
    const info = locale.getTextInfo ? locale.getTextInfo() : locale.textInfo;
    return info?.direction ?? "auto";
  } catch {
    return "auto";
  }
}

function followLanguage(written) {
  const [language, chosen] = [by("language"), by("text_direction")];
  if (!language) return;
  const set = () => {
    const dir = directionOf(language.value.trim(), chosen?.value);
    for (const element of written()) {
      element.dir = dir;
      element.lang = language.value.trim();
    }
  };
  language.addEventListener("change", set);
  chosen?.addEventListener("change", set);
  set();
}

/* --- Unsaved text: kept in this browser until the newsroom has it --- */

const TEXTS = ["kicker", "headline", "standfirst", "body", "teaser", "slug", "credit"];

function values() {
  const found = {};
  for (const name of TEXTS) if (by(name)) found[name] = by(name).value;
  return found;
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function forgetSaved() {
  const saved = document.cookie.match(/(?:^|; )newsroom_saved=([A-Za-z0-9-]+)/)?.[1];
  for (const key of Object.keys(localStorage).filter((each) => each.startsWith(PREFIX))) {
    const kept = read(key);
    if (!kept || kept.token === saved || Date.now() - kept.at > KEPT_FOR) {
      localStorage.removeItem(key);
    }
  }
}

function keepUnsaved(editor) {
  const key = PREFIX + offer.dataset.key;
  const kept = read(key);
  const token = crypto.randomUUID?.() ?? String(Math.random()).slice(2);
  if (by("draft_token")) by("draft_token").value = token;
  let before = JSON.stringify(values());
  const store = () => {
    const now = JSON.stringify(values());
    if (now === before) return;
    before = now;
    try {
      localStorage.setItem(key, JSON.stringify({ token, at: Date.now(), values: values() }));
    } catch {
      /* A full or closed store: the form works all the same. */
    }
  };
  let waits;
  const soon = () => {
    clearTimeout(waits);
    waits = setTimeout(store, 500);
  };
  form.addEventListener("input", soon);
  editor?.on?.("update", soon);
  form.addEventListener("submit", store);
  addEventListener("pagehide", store);
  if (kept && offer.dataset.bound === "no") offerBack(key, kept, editor);
}

function offerBack(key, kept, editor) {
  const now = values();
  if (Object.entries(kept.values).every(([name, text]) => (now[name] ?? text) === text)) {
    localStorage.removeItem(key);
    return;
  }
  const at = new Date(kept.at);
  const time = offer.querySelector("time");
  time.dateTime = at.toISOString();
  time.textContent = at.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
  offer.hidden = false;
  offer.addEventListener("click", (event) => {
    const what = event.target.dataset?.do;
    if (what === "restore") {
      for (const [name, text] of Object.entries(kept.values)) {
        if (by(name)) by(name).value = text;
      }
      editor?.commands?.setContent(kept.values.body ?? "", { emitUpdate: true });
      by("headline")?.focus();
    }
    if (what === "discard") localStorage.removeItem(key);
    if (what) offer.hidden = true;
  });
}

/* --- Names for what the search boxes of topics and people leave without one --- */

function nameSearch(select) {
  const label = form.querySelector(`label[for="${select.id}"]`);
  const box = select.nextElementSibling;
  if (!label || !box?.matches?.(".select2")) return;
  const words = label.textContent.replace(":", "").trim();
  for (const part of box.querySelectorAll("[role=combobox], [role=textbox], [role=searchbox]")) {
    part.removeAttribute("aria-labelledby");
    part.setAttribute("aria-label", words);
  }
  // It puts a button among the items of its list.
  box.querySelector("ul.select2-selection__rendered")?.setAttribute("role", "presentation");
}

function keepNamed() {
  const all = () => form.querySelectorAll("select.admin-autocomplete[id]").forEach(nameSearch);
  const isTheirs = (node) => node.nodeType === 1 && /select2/.test(node.className);
  new MutationObserver((changes) => {
    if (changes.some(({ addedNodes }) => [...addedNodes].some(isTheirs))) all();
  }).observe(form, { childList: true, subtree: true });
  all();
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches(".select2-search__field:not([aria-label])")) {
      target.setAttribute("aria-label", "Search");
    }
  });
}

/* --- All of it, once the editor is there --- */

function name(editor) {
  const attributes = { "aria-label": "Text", "aria-multiline": "true", role: "textbox" };
  editor.setOptions({ editorProps: { ...editor.options.editorProps, attributes } });
}

// The editor greys a button out by a class alone, which nobody hears; its menu is drawn and
// greyed right after the editor says that it is ready or that something has changed.
function sayDisabled(editor) {
  const say = () => {
    for (const button of form.querySelectorAll("button.prose-menubar__button")) {
      button.setAttribute("aria-disabled", button.classList.contains("disabled"));
    }
  };
  editor.on("transaction", () => queueMicrotask(say));
  queueMicrotask(say);
}

function begin(editor) {
  const hint = form.querySelector("[data-cut]");
  if (editor) {
    name(editor);
    sayDisabled(editor);
    const show = () => hint && (hint.textContent = cut(editor.getText({ blockSeparator: " " })));
    editor.on("update", show);
  }
  const texts = ["kicker", "headline", "standfirst", "teaser"].map(by).filter(Boolean);
  followLanguage(() => [...texts, ...(editor ? [editor.view.dom] : [])]);
  keepUnsaved(editor);
}

forgetSaved();
if (form && offer) {
  followHeadline();
  keepNamed();
  const there = form.querySelector(".tiptap")?.editor;
  if (there) begin(there);
  else if (by("body")) form.addEventListener("prose-editor:ready", (e) => begin(e.detail.editor));
  else begin(null);
}
