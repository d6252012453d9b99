// What a person with another eye, another hand or a small screen would trip over on this page.
(language) => {
  const wrong = [];
  const shown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const say = (what, element) => wrong.push(`${what}: ${element.outerHTML.slice(0, 120)}`);

  if (document.documentElement.lang !== language) wrong.push(`lang is ${document.documentElement.lang}`);
  if (document.querySelectorAll("h1").length !== 1) wrong.push(`${document.querySelectorAll("h1").length} h1`);
  if (document.scrollingElement.scrollWidth > window.innerWidth) wrong.push("wider than the screen");
  if (!document.title.trim()) wrong.push("no title");

  for (const field of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    if (!field.labels?.length && !field.getAttribute("aria-label")) say("no label", field);
  }
  for (const element of document.querySelectorAll("button, a, summary")) {
    const name = element.getAttribute("aria-label") || element.textContent.trim() || element.title;
    if (!name) say(`${element.localName} without a name`, element);
  }
  for (const image of document.querySelectorAll("img")) if (!image.hasAttribute("alt")) say("no alt", image);
  for (const frame of document.querySelectorAll("iframe")) if (!frame.title) say("frame without a title", frame);
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  for (const id of new Set(ids.filter((one, at) => ids.indexOf(one) !== at))) wrong.push(`two elements are #${id}`);

  for (const target of document.querySelectorAll("button, select, input:not([type=hidden]), summary, .button, .nav__link")) {
    const box = target.getBoundingClientRect();
    if (shown(target) && box.width && (box.height < 24 || box.width < 24) && target.type !== "checkbox") say("target under 24 px", target);
  }

  const numbers = (colour) => colour.match(/[\d.]+/g).map(Number);
  const linear = (part) => (part <= 10.31 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ([red, green, blue]) => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const parts = numbers(getComputedStyle(at).backgroundColor);
      if (parts.length === 3 || parts[3] === 1) return parts;
    }
    return [255, 255, 255];
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !shown(element) || element.closest("script, [disabled], svg")) continue;
    const pair = [luminance(numbers(getComputedStyle(element).color)), luminance(ground(element))].sort((a, b) => b - a);
    const contrast = (pair[0] + 0.05) / (pair[1] + 0.05);
    if (contrast < 4.5) say(`contrast ${contrast.toFixed(2)}`, element);
  }
  return wrong;
}
