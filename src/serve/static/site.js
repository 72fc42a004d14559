// Search as one types, and completion in the editor. Every page works without this file.
"use strict";
(() => {
  const find = document.getElementById("find");
  const found = document.getElementById("found");
  let latest = 0;
  const suggestions = async (text) => {
    const reply = await fetch("/search.json?q=" + encodeURIComponent(text));
    return reply.ok ? (await reply.json()).hits : [];
  };
  const choices = new Map();
  if (find && found) {
    find.addEventListener("input", async () => {
      const text = find.value.trim();
      if (choices.has(text)) {
        location.href = choices.get(text);
        return;
      }
      if (text.length < 2) return;
      const mine = ++latest;
      const hits = await suggestions(text);
      if (mine !== latest) return;
      choices.clear();
      found.replaceChildren(...hits.map((hit) => {
        const option = document.createElement("option");
        option.value = hit.label;
        option.label = hit.kind ? hit.label + " (" + hit.kind + ")" : hit.label;
        if (hit.address) choices.set(hit.label, hit.address);
        return option;
      }));
    });
  }
  const editor = document.getElementById("query");
  const list = document.getElementById("completions");
  if (!editor || !list) return;
  // Where the query is wrong, the cursor stands there; the message below names the place as well.
  const trouble = document.querySelector("main .warning pre");
  const place = trouble && /--> query:(\d+):(\d+)/.exec(trouble.textContent);
  if (place) {
    const before = editor.value.split("\n").slice(0, place[1] - 1).join("\n").length + (place[1] > 1 ? 1 : 0);
    const line = editor.value.slice(before).split("\n")[0];
    const column = [...line].slice(0, place[2] - 1).join("").length;
    const word = /^[\w:?$-]*/.exec(line.slice(column))[0];
    editor.setAttribute("aria-invalid", "true");
    editor.focus();
    editor.setSelectionRange(before + column, before + column + word.length);
  }
  const close = () => { list.hidden = true; list.replaceChildren(); };
  const word = () => /[^\s{}()<>"';,.?$|/^]*$/.exec(editor.value.slice(0, editor.selectionStart))[0];
  const complete = async () => {
    const begun = word();
    const reply = await fetch("/terms.json?q=" + encodeURIComponent(begun));
    if (!reply.ok) return;
    const terms = (await reply.json()).terms;
    list.replaceChildren(...terms.map((term) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = term.label ? term.name + " — " + term.label : term.name;
      button.addEventListener("click", () => {
        const at = editor.selectionStart - begun.length;
        editor.setRangeText(term.name, at, editor.selectionStart, "end");
        close();
        editor.focus();
      });
      item.append(button);
      return item;
    }));
    list.hidden = terms.length === 0;
    if (terms.length > 0) list.querySelector("button").focus();
  };
  editor.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.key === " ") { event.preventDefault(); complete(); }
    if (event.ctrlKey && event.key === "Enter") { event.preventDefault(); editor.form.requestSubmit(); }
    if (event.key === "Escape") close();
  });
  list.addEventListener("keydown", (event) => {
    const items = [...list.querySelectorAll("button")];
    const at = items.indexOf(document.activeElement);
    if (event.key === "ArrowDown") { event.preventDefault(); (items[at + 1] || items[0]).focus(); }
    if (event.key === "ArrowUp") { event.preventDefault(); (items[at - 1] || items[items.length - 1]).focus(); }
    if (event.key === "Escape") { close(); editor.focus(); }
  });
})();
