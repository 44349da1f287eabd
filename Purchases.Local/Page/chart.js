const svg = "http://www.w3.org/2000/svg";
const width = 600;
const height = 220;
const number = new Intl.NumberFormat();

/** Bars for what was dealt with, by outcome; a line for what was accepted. Where they part, events wait. */
export function draw(chart, peakLabel, { bucketSeconds, counts }) {
  const { accepted, recorded, duplicates, rejected } = counts;
  const done = recorded.map((count, i) => count + duplicates[i] + rejected[i]);
  const peak = Math.max(1, ...done, ...accepted);
  const top = height - 12;
  const y = (count) => height - (count / peak) * top;
  const step = width / recorded.length;

  const shapes = [0.5, 1].map((part) => shape("line", { class: "grid", x1: 0, x2: width, y1: y(peak * part), y2: y(peak * part) }));
  recorded.forEach((_, i) => {
    let floor = 0;
    for (const [name, series] of [["recorded", recorded], ["duplicate", duplicates], ["rejected", rejected]]) {
      if (series[i] === 0) continue;
      shapes.push(shape("rect", { class: name, x: i * step + 1, width: step - 2, y: y(floor + series[i]), height: y(floor) - y(floor + series[i]) }));
      floor += series[i];
    }
  });

  const line = accepted.map((count, i) => `${i * step},${y(count)} ${(i + 1) * step},${y(count)}`).join(" ");
  shapes.push(shape("polyline", { class: "accepted", points: line }));
  chart.replaceChildren(...shapes);

  const sum = (series) => number.format(series.reduce((total, count) => total + count, 0));
  peakLabel.textContent = `highest: ${number.format(peak)} in ${bucketSeconds} s`;
  chart.setAttribute(
    "aria-label",
    `In the last five minutes: ${sum(accepted)} accepted, ${sum(recorded)} recorded, ${sum(duplicates)} duplicates, ${sum(rejected)} rejected`);
}

function shape(name, attributes) {
  const element = document.createElementNS(svg, name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  return element;
}
