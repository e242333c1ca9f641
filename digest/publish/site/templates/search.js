"use strict";
// The whole index is a few scripts beside this one, so that it works without a server, from file:// too.
const rows = [];
const groups = [];
const MOST = 60;

function plain(text) {
  return text.normalize("NFKC").toLowerCase();
}

function digestIndex(year) {
  for (const row of year) {
    rows.push({ id: row[0], title: row[1], line: row[2], topics: row[3], day: row[4], label: row[5] || "",
      weighty: plain(row[1]), all: plain(row[1] + "\n" + row[2] + "\n" + row[3] + "\n" + row[0]) });
  }
}

function digestAliases(list) {
  for (const group of list) groups.push(group.map(plain));
}

// "긴 문맥" is also looked for as "long context": each word or known term with all its spellings.
function wanted(query) {
  const left = plain(query).split(/\s+/).filter(Boolean);
  const terms = [];
  while (left.length) {
    let taken = 1;
    let spellings = [left[0]];
    for (let count = left.length; count > 0; count -= 1) {
      const joined = left.slice(0, count).join(" ");
      const group = groups.find((one) => one.some((alias) => alias === joined || alias.replace(/ /g, "") === joined));
      if (group) { taken = count; spellings = [...group, joined]; break; }
    }
    terms.push(spellings.flatMap((one) => [one, one.replace(/ /g, "-")]));
    left.splice(0, taken);
  }
  return terms;
}

function find(query) {
  const terms = wanted(query);
  if (!terms.length) return [];
  const hits = [];
  for (const row of rows) {
    if (!terms.every((one) => one.some((word) => row.all.includes(word)))) continue;
    const score = terms.filter((one) => one.some((word) => row.weighty.includes(word))).length;
    hits.push({ row, score });
  }
  hits.sort((a, b) => b.score - a.score || b.row.day.localeCompare(a.row.day) || a.row.id.localeCompare(b.row.id));
  return hits.map((hit) => hit.row);
}

function show(query) {
  const list = document.getElementById("found");
  const told = document.getElementById("told");
  const found = find(query);
  list.replaceChildren(...found.slice(0, MOST).map((row) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = "papers/" + encodeURIComponent(row.id) + ".html";
    link.textContent = row.title;
    item.append(link);
    if (row.line) {
      const line = document.createElement("p");
      line.className = "line";
      line.textContent = row.line;
      if (row.label) {
        const label = document.createElement("span");
        label.className = "label";
        label.textContent = row.label;
        line.append(" ", label);
      }
      item.append(line);
    }
    const day = document.createElement("p");
    day.className = "why";
    day.textContent = row.day;
    item.append(day);
    return item;
  }));
  if (!query.trim()) told.textContent = "";
  else if (!found.length) told.textContent = "찾은 것이 없습니다. 낱말을 줄이거나 영어로도 찾아보세요.";
  else told.textContent = found.length > MOST ? `${found.length}건 가운데 ${MOST}건` : `${found.length}건`;
}

document.addEventListener("DOMContentLoaded", () => {
  const input = document.getElementById("words");
  const asked = new URLSearchParams(location.search).get("q") || "";
  input.value = asked;
  show(asked);
  input.addEventListener("input", () => show(input.value));
});
