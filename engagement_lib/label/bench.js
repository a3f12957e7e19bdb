// The bench: shows one comment, hears keys and clicks, and goes on only when the kernel says that the answer is kept.

const PATIENCE = 6000; // milliseconds without a word from the kernel before the person is told

function make(tag, { text, ...attributes } = {}, ...inside) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) node.setAttribute(name, value);
  }
  if (text !== undefined) node.textContent = text;
  node.append(...inside.filter(Boolean));
  return node;
}

let benches = 0;

function render({ model, el }) {
  const guide = model.get("guide");
  const own = `bench-${(benches += 1)}`;
  const first = model.get("screen").count === 1;
  let waiting = null;

  const languages = new Intl.DisplayNames(["en-GB"], { type: "language", fallback: "none" });
  let asked = false; // whether the person was asked for the kind of this failure
  const told = make("p", { class: "eb-told", role: "status" });
  const progress = make("progress", { class: "eb-bar", "aria-label": "Comments read" });
  const place = make("p", { class: "eb-place" });
  const question = make("p", { class: "eb-question" });
  const words = make("blockquote", { class: "eb-words", tabindex: "-1", lang: "en", "aria-label": "Comment" });
  const about = make("p", { class: "eb-about" });
  const demand = choices("demand", "radio", "What is it?", guide.demand);
  const kinds = Object.fromEntries(
    Object.entries(guide.kinds).map(([label, list]) => [
      label,
      choices(label, label === "failure" ? "checkbox" : "radio", label === "failure" ? "Which kinds? Several may hold." : "Which kind? (optional)", list),
    ]),
  );
  const flags = choices("flags", "checkbox", "Does any of these hold?", guide.flags);
  const note = make("input", { class: "eb-note", type: "text", maxlength: "400", id: `${own}-note`, autocomplete: "off" });
  const noteRow = make("p", { class: "eb-note-row" }, make("label", { for: `${own}-note` }, key("n"), " Note to yourself and colleagues (no names)"), note);
  const save = button("Save and go on", "Enter", () => answer());
  const later = button("Put at the end", "s", () => send("skip"));
  const back = button("Take the last one back", "u", () => send("undo"));
  const open = button("Codebook", "?", () => turn());
  const actions = make("p", { class: "eb-actions" }, save, later, back, open);
  const book = codebook();
  const work = make("div", { class: "eb-work" }, question, words, about, book, demand, ...Object.values(kinds), flags, noteRow);
  const end = make("div", { class: "eb-end", tabindex: "-1" });
  const root = make(
    "section",
    { class: "engagement-bench", "aria-label": `Coding bench, ${guide.service}`, "data-lm-suppress-shortcuts": "true" },
    make("div", { class: "eb-head" }, make("p", {}, make("strong", { text: `${guide.service} is there for: ` }), guide.purpose), progress, place, told),
    work, end, actions,
  );

  function key(name) {
    return make("kbd", { text: name, "aria-hidden": "true" });
  }

  function button(title, shortcut, act) {
    const node = make("button", { type: "button", "aria-keyshortcuts": shortcut }, title, " ", key(shortcut));
    node.addEventListener("click", act);
    return node;
  }

  function choices(group, kind, legend, list) {
    const rows = list.map(({ name, title, means, key: shortcut }) => {
      const input = make("input", { type: kind, name: `${own}-${group}`, value: name, "aria-keyshortcuts": shortcut || undefined });
      input.addEventListener("change", () => explain(input, means));
      const label = make("label", { class: "eb-choice" }, input, shortcut ? key(shortcut) : "", make("span", { text: title }));
      if (means && group === "demand") label.append(make("small", { text: means }));
      if (means && group !== "demand") label.title = means;
      return label;
    });
    return make("fieldset", { class: `eb-group eb-${group}` }, make("legend", { text: legend }), make("div", { class: "eb-row" }, ...rows));
  }

  function codebook() {
    const lists = [["Its job", guide.in_scope], ["Not its job", guide.out_of_scope]];
    const meanings = [...guide.demand, ...guide.kinds.failure, ...guide.flags].filter(({ means }) => means);
    const entries = [
      ...lists.filter(([, list]) => list.length).map(([title, list]) => [title, list.join("; ")]),
      ...meanings.map(({ title, means }) => [title, means]),
    ];
    return make(
      "div",
      { class: "eb-book", tabindex: "0", role: "region", "aria-label": "Codebook", hidden: "" },
      make(
        "div",
        { class: "eb-columns" },
        make("ul", {}, ...guide.judge.map((text) => make("li", { text }))),
        ...entries.map(([title, text]) => make("p", {}, make("strong", { text: `${title}: ` }), text)),
      ),
    );
  }

  // The codebook opens below the comment, which stays in sight; arrows scroll it.
  function turn() {
    book.hidden = !book.hidden;
    open.setAttribute("aria-expanded", String(!book.hidden));
    root.scrollIntoView({ block: "start" });
    (book.hidden ? words : book).focus({ preventScroll: true });
  }

  function chosen(group) {
    return [...group.querySelectorAll("input:checked")].map((input) => input.value);
  }

  // What was just chosen is told at the top, so that nobody codes by titles alone.
  function explain(input, means) {
    settle();
    tell(input.checked && means ? means : "");
  }

  // Only the kinds of the label chosen can be seen and said.
  function settle() {
    const [label] = chosen(demand);
    for (const [name, group] of Object.entries(kinds)) {
      group.hidden = name !== label;
      if (group.hidden) group.querySelectorAll("input").forEach((input) => (input.checked = false));
    }
    root.querySelectorAll(".eb-choice").forEach((row) => row.classList.toggle("eb-on", row.querySelector("input").checked));
  }

  function answer() {
    const [label] = chosen(demand);
    if (!label) {
      tell("Choose what it is first: keys 1 to 4.", true);
      return;
    }
    if (label === "failure" && !chosen(kinds.failure).length && !asked) {
      asked = true;
      tell("Which kind of failure? Press Enter once more to save it without one.", true);
      return;
    }
    send("answer", {
      demand: label,
      failure_types: chosen(kinds.failure).join(";"),
      value_type: chosen(kinds.value).join(";"),
      none_type: chosen(kinds.none).join(";"),
      flags: chosen(flags).join(";"),
      note: note.value.trim(),
    });
  }

  function send(action, said = {}) {
    if (waiting) return;
    const screen = model.get("screen");
    root.setAttribute("aria-busy", "true");
    tell("Saving…");
    waiting = setTimeout(() => {
      waiting = null;
      root.removeAttribute("aria-busy");
      tell("No word from the kernel. If it was restarted, run this cell again: what was saved is kept, and you go on where you were.", true);
    }, PATIENCE);
    model.send({ do: action, id: screen.comment.id ?? "", said });
  }

  function tell(what, wrong) {
    told.textContent = what;
    told.classList.toggle("eb-wrong", Boolean(wrong));
  }

  function show() {
    const screen = model.get("screen");
    clearTimeout(waiting);
    waiting = null;
    root.removeAttribute("aria-busy");
    const { comment, earlier, done, of, minutes } = screen;
    const over = comment.id === undefined;
    const pace = minutes && !over ? `, about ${minutes} ${minutes === 1 ? "minute" : "minutes"} left` : "";
    place.textContent = over ? `All ${of} read` : `${done} of ${of} read${pace}`;
    progress.max = Math.max(of, 1);
    progress.value = done;
    tell(screen.told, screen.wrong);
    if (screen.wrong) return; // the person's choices stay as they were
    asked = false;
    work.hidden = save.hidden = later.hidden = open.hidden = over;
    end.hidden = !over;
    back.hidden = done === 0;
    if (over) {
      const titles = Object.fromEntries(guide.demand.map(({ name, title }) => [name, title]));
      const counts = Object.entries(screen.tally).map(([name, count]) => make("li", { text: `${titles[name] ?? name}: ${count}` }));
      end.replaceChildren(make("p", { text: `All ${of} comments are read and kept under the name ${guide.who}. Thank you.` }), make("ul", {}, ...counts));
    } else {
      question.textContent = comment.question ? `Asked: ${comment.question}` : "";
      words.textContent = comment.text;
      const other = comment.language && comment.language !== "en" ? languages.of(comment.language) ?? comment.language : "";
      words.lang = comment.language || "en";
      const foreign = other && `In ${other}, it seems: if you do not read it, put it at the end, where it may stay`;
      about.textContent = [comment.source && `From ${comment.source}`, comment.why, foreign, guide.about].filter(Boolean).join(" · ");
      const { note: noted = "", ...labels } = earlier;
      const before = new Set(Object.values(labels).flatMap((value) => value.split(";")).filter(Boolean));
      root.querySelectorAll("fieldset input").forEach((input) => (input.checked = before.has(input.value)));
      note.value = noted;
      settle();
    }
    if (screen.count > 1 || first) {
      (over ? end : words).focus({ preventScroll: true });
      root.scrollIntoView({ block: "start" });
    }
  }

  function press(input) {
    input.checked = input.type === "radio" ? true : !input.checked;
    input.dispatchEvent(new Event("change"));
  }

  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.stopPropagation(); // no key reaches the notebook, which has a meaning of its own for most: "d d" takes the cell away
    const over = model.get("screen").comment.id === undefined;
    if (event.target === note) {
      if (event.key === "Enter") answer();
      else if (event.key === "Escape") words.focus();
      else return;
    } else if (event.key === "Enter" && event.target.tagName !== "BUTTON" && !over) answer();
    else if (event.key === "s" && !over) send("skip");
    else if (event.key === "u") send("undo");
    else if (event.key === "n" && !over) note.focus();
    else if (event.key === "?" && !over) turn();
    else if (event.key === "Escape") el.closest(".jp-Cell")?.focus(); // back to the notebook and its own keys
    else {
      const inputs = [...root.querySelectorAll("fieldset input")].filter((one) => one.getAttribute("aria-keyshortcuts") === event.key);
      const input = inputs.find((one) => !one.closest("fieldset").hidden);
      if (!inputs.length || over) return;
      if (input) press(input);
      else tell("That letter is a kind of another answer. Choose what it is first: keys 1 to 4.", true);
    }
    event.preventDefault();
  });

  model.on("change:screen", show);
  el.append(root);
  show();
  if (first) requestAnimationFrame(show);
  return () => {
    clearTimeout(waiting);
    model.off("change:screen", show);
  };
}

export default { render };
