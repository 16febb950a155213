const words = JSON.parse(one("#words").textContent);
const fill = (text, ...values) => text.replace(/\{(\d)\}/g, (_, place) => values[place]);
const counted = ([single, several], count) => fill(count === 1 ? single : several, count);
const root = document.documentElement;

/* ---- what is remembered: nothing, where the browser forbids it ---- */

const recall = (key) => { try { return localStorage.getItem(`portfolio-audit-${key}`); } catch { return null; } };
const remember = (key, value) => { try { localStorage.setItem(`portfolio-audit-${key}`, value); } catch { /* forgotten */ } };
