// Everything works without this file. It moves the focus to an error summary, keeps what is typed as a draft,
// looks people and units up while one types, and prints.
const summary = document.querySelector(".trouble, .errors");
if (summary) summary.focus();

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
