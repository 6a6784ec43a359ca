// What a careful reader would find wrong with the page on the screen. Each function returns lines
// of words, none at best; `look` asks them all. Added to a page before its own scripts.
(() => {
  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const TARGET = 44;
  // Read aloud and not shown, on small screens at least.
  const HEARD_ONLY = ".visually-hidden, .skip-link, .table-stack thead";
  // Lies over whatever is scrolled past beneath it.
  const AFLOAT = ".sticky-action";

  const say = (one) => {
    const marks = [...one.attributes]
      .filter(({ name }) => ["id", "class", "name", "href", "type"].includes(name))
      .map(({ name, value }) => ` ${name}="${value}"`);
    return `<${one.localName}${marks.join("")}> ${one.textContent.trim().slice(0, 60)}`;
  };

  const isHidden = (one) =>
    !one.checkVisibility({ visibilityProperty: true }) || one.closest(HEARD_ONLY);

  const boxes = (one) =>
    [...one.getClientRects()].filter(({ width, height }) => width > 1 && height > 1);

  // Nothing is reached only by scrolling sideways.
  const sideways = () =>
    document.scrollingElement.scrollWidth <= innerWidth
      ? []
      : [...document.querySelectorAll("body *")]
          .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !isHidden(one))
          .map((one) => `wider than the screen: ${say(one)}`);

  // Text that is cut off, or that runs out of the box it lies in.
  const cut = () => {
    const found = [];
    for (const one of document.querySelectorAll("body *")) {
      if (isHidden(one) || one.matches("input, textarea, select, progress")) continue;
      const { overflowX, overflowY } = getComputedStyle(one);
      const hides = (overflow) => overflow === "hidden" || overflow === "clip";
      if (hides(overflowX) && one.scrollWidth > one.clientWidth + 1) found.push(`cut off: ${say(one)}`);
      if (hides(overflowY) && one.scrollHeight > one.clientHeight + 1) found.push(`cut off: ${say(one)}`);
    }
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (texts.nextNode()) {
      const box = texts.currentNode.parentElement;
      if (!texts.currentNode.data.trim() || isHidden(box)) continue;
      if (box.closest("option, select, script, svg, .table-wrap")) continue;
      let block = box;
      while (getComputedStyle(block).display === "inline") block = block.parentElement;
      const room = block.getBoundingClientRect();
      range.selectNodeContents(texts.currentNode);
      for (const { left, right } of range.getClientRects()) {
        if (left < room.left - 1 || right > room.right + 1) {
          found.push(`runs out of its box: ${say(block)}`);
          break;
        }
      }
    }
    return found;
  };

  // Two controls at one place: one of them cannot be pressed.
  const overlapping = () => {
    const found = [];
    const controls = [...document.querySelectorAll(CONTROLS)]
      .filter((one) => !isHidden(one) && !one.closest(AFLOAT))
      .filter((one) => getComputedStyle(one).position !== "fixed")
      .flatMap((one) => boxes(one).map((box) => [one, box]))
      .sort(([, a], [, b]) => a.top - b.top);
    controls.forEach(([one, box], number) => {
      for (const [other, place] of controls.slice(number + 1)) {
        if (place.top >= box.bottom - 1) break;
        const apart = place.left >= box.right - 1 || place.right <= box.left + 1;
        const same = one === other || one.contains(other) || other.contains(one);
        if (!apart && !same) found.push(`lies on ${say(one)}: ${say(other)}`);
      }
    });
    return found;
  };

  // What is pressed with a thumb: controls of a form, and links that stand alone.
  const small = () =>
    [...document.querySelectorAll(".btn, .form-control, .form-select, .form-check, summary")]
      .filter((one) => !isHidden(one))
      .filter((one) => one.getBoundingClientRect().height < TARGET - 0.5)
      .map((one) => `lower than ${TARGET} px: ${say(one)}`);

  // The list of mistakes has the focus, and each of its links leads to where it can be mended.
  globalThis.misleading = () => {
    const summary = document.querySelector(".error-summary");
    if (!summary) return [];
    const found = document.activeElement === summary ? [] : ["the mistakes have no focus"];
    for (const link of summary.querySelectorAll("a[href^='#']")) {
      const target = document.getElementById(link.hash.slice(1));
      target?.focus();
      if (target !== document.activeElement || isHidden(target)) found.push(`no way by ${say(link)}`);
    }
    return found;
  };

  globalThis.sideways = sideways;
  globalThis.look = () => [...new Set([...sideways(), ...cut(), ...overlapping(), ...small()])];
})();
