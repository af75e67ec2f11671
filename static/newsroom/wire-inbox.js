// Keeps the counts of the inbox true while it stands open; the list itself is never moved under
// an editor's hand: a link says that newer stories have come.

const line = document.querySelector("[data-counts]");
const SECONDS = 20;

async function look() {
  if (document.hidden) return;
  const address = `${line.dataset.counts}?since=${line.dataset.since}`;
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  if (!response.ok) return;
  const found = await response.json();
  line.hidden = false;
  line.querySelector("[data-waiting]").textContent = found.waiting >= 1000 ? "1,000+" : found.waiting;
  line.querySelector("[data-urgent]").textContent = found.urgent >= 1000 ? "1,000+" : found.urgent;
  const link = line.querySelector("[data-newer]");
  link.hidden = !found.newer;
  link.textContent = `${found.newer} newer: show`;
}

if (line) {
  const again = () => look().catch(() => {});
  again();
  setInterval(again, SECONDS * 1000);
  document.addEventListener("visibilitychange", again);
}
