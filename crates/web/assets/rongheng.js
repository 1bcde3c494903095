// Everything works without this file. It moves the focus to an error summary, keeps what is typed as a draft,
// looks people and units up while one types, opens rows of a list beside it, and prints.
// The attribute autofocus has its turn first: Chromium complains where a script was faster.
const summary = document.querySelector(".trouble, .errors");
if (summary) requestAnimationFrame(() => summary.contains(document.activeElement) || summary.focus());

// The second click of a double click sends nothing.
addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 1500);
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Drafts: two seconds after the last key the whole form goes to the address in data-draft.
for (const form of document.querySelectorAll("form[data-draft]")) {
  const note = form.querySelector("[data-draft-note]");
  let timer = 0;
  let leaving = false;
  const typed = () => {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
    if (form.dataset.step) body.append("step", form.dataset.step);
    return body;
  };
  const keep = async () => {
    timer = 0;
    if (leaving) return;
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: typed() });
      const kept = form.dataset.step ? "草稿已经存好。" : await answer.text();
      const signedOut = "登录已经结束，请先不要关闭本页：提交时会存好草稿，再请您登录。";
      const failed = answer.status === 401 ? signedOut : "草稿没有存上，请先不要关闭本页。";
      if (note) note.textContent = answer.ok ? kept : failed;
    } catch {
      if (note) note.textContent = "网络中断，草稿没有存上，请先不要关闭本页。";
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, 2000);
  });
  form.addEventListener("submit", () => {
    leaving = true;
    clearTimeout(timer);
  });
  // Whoever leaves within the two seconds, by a link, by signing out or by closing, loses nothing either.
  addEventListener("pagehide", () => {
    if (timer && !leaving) navigator.sendBeacon(form.dataset.draft, typed());
  });
  // A page that comes back out of the browser's memory is typed into again.
  addEventListener("pageshow", () => {
    leaving = false;
  });
}

// A file over the limit is refused before it is sent, and what was typed stays as it is.
for (const form of document.querySelectorAll("form[data-most]")) {
  form.addEventListener("change", ({ target }) => {
    if (target.type !== "file") return;
    document.getElementById(`${target.id}-over`)?.remove();
    const most = Number(form.dataset.most);
    const over = [...target.files].find((file) => file.size > most);
    if (!over) return;
    const megabytes = (bytes) => Math.ceil(bytes / 1048576);
    const says = document.createElement("p");
    says.className = "fault";
    says.id = `${target.id}-over`;
    says.setAttribute("role", "alert");
    says.textContent = `“${over.name}”有 ${megabytes(over.size)} 兆字节，每个附件最大 ${megabytes(most)} 兆字节，没有选上。请压缩，或者拆成几份分别上传。`;
    target.before(says);
    target.value = "";
  });
}

// People and units: the list under a field is asked for anew while one types.
for (const field of document.querySelectorAll("input[data-look]")) {
  const list = field.list;
  let timer = 0;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    const q = field.value.trim();
    if (!q || !list || [...list.options].some((option) => option.value === q)) return;
    timer = setTimeout(async () => {
      const answer = await fetch(`${field.dataset.look}?q=${encodeURIComponent(q)}`);
      if (!answer.ok) return;
      const found = await answer.json();
      list.replaceChildren(...found.map((label) => {
        const option = document.createElement("option");
        option.value = label;
        return option;
      }));
    }, 250);
  });
}

// What is marked as live is asked for anew every fifteen seconds; never while somebody types or reads inside it,
// and never the form beside it.
const live = [...document.querySelectorAll("[data-live]")];
if (live.length > 0) {
  setInterval(async () => {
    if (document.hidden) return;
    let answer;
    try {
      answer = await fetch(location.href, { headers: { accept: "text/html" } });
    } catch {
      return;
    }
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of live) {
      const next = fresh.getElementById(part.id);
      const busy = part.contains(document.activeElement) || part.contains(getSelection().anchorNode) && !getSelection().isCollapsed;
      if (next && !busy && next.innerHTML !== part.innerHTML) part.innerHTML = next.innerHTML;
    }
  }, 15000);
}

// A scan is chosen, dropped or pasted: it goes up with everything typed and comes back beside the form.
for (const form of document.querySelectorAll("form[data-scan-form]")) {
  const button = form.querySelector("[data-scan-button]");
  const field = form.querySelector("input[type=file][name=paper_scan]");
  const drop = form.querySelector("[data-scan-drop]");
  if (!button || !field || !drop) continue;
  const take = (files) => {
    if (!files || files.length === 0) return false;
    const bag = new DataTransfer();
    bag.items.add(files[0]);
    field.files = bag.files;
    form.requestSubmit(button);
    return true;
  };
  field.addEventListener("change", () => field.files.length > 0 && form.requestSubmit(button));
  form.addEventListener("paste", (event) => take(event.clipboardData?.files) && event.preventDefault());
  drop.addEventListener("dragover", (event) => (event.preventDefault(), drop.classList.add("over")));
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => (event.preventDefault(), drop.classList.remove("over"), take(event.dataTransfer.files)));
}

// A row of a list opens beside it. Where the answer is no drawer, the row is a link like any other.
const table = document.querySelector("[data-drawer]");
if (table) {
  const links = [...table.querySelectorAll("[data-peek]")];
  let drawer = null;
  let from = null;
  const close = () => {
    drawer?.remove();
    drawer = null;
    for (const row of table.querySelectorAll("tr.on")) row.classList.remove("on");
    from?.focus();
  };
  const open = async (link) => {
    const path = new URL(link.href).pathname.replace(/^\/cases\//, "/lists/drawer/");
    const answer = await fetch(path);
    if (!answer.ok || answer.redirected) return location.assign(link.href);
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    const made = holder.content.querySelector(".drawer");
    if (!made) return location.assign(link.href);
    close();
    from = link;
    link.closest("tr").classList.add("on");
    drawer = made;
    document.body.append(made);
    const next = links[links.indexOf(link) + 1];
    const button = made.querySelector("[data-next]");
    if (next && button) {
      button.hidden = false;
      button.href = next.href;
      button.addEventListener("click", (event) => { event.preventDefault(); open(next); });
    }
    made.querySelector("[data-close]").addEventListener("click", (event) => { event.preventDefault(); close(); });
    made.focus();
  };
  table.addEventListener("click", (event) => {
    const link = event.target.closest("[data-peek]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    open(link).catch(() => location.assign(link.href));
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && drawer) close(); });
}

// What still goes on is asked for anew, and only that part of the page changes.
const part = document.querySelector("[data-refresh]");
if (part) {
  const again = async () => {
    const answer = await fetch(location.href);
    if (!answer.ok || answer.redirected) return location.reload();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = document.getElementById(part.id);
    const then = page.getElementById(part.id);
    if (!now || !then) return;
    if (!now.contains(document.activeElement) && now.innerHTML !== then.innerHTML) now.replaceChildren(...then.childNodes);
    if (then.dataset.refresh) setTimeout(again, then.dataset.refresh * 1000);
  };
  setTimeout(again, part.dataset.refresh * 1000);
}
