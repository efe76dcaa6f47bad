// Asks every second whether somebody has scanned the QR code, and goes on when they allow.
"use strict";
const qr = document.getElementById("qr");
const said = document.getElementById("said");
const WORDS = {
  402: "二维码已过期，请刷新 · The QR code has expired, load the page again",
  403: "已拒绝 · Refused",
  404: "已扫描，请在手机上确认 · Scanned, answer on the phone",
};
async function ask() {
  const answer = await fetch(`/connect/l/qrconnect?uuid=${encodeURIComponent(qr.dataset.uuid)}`);
  const [, status, code] = /wx_errcode=(\d+);window\.wx_code='(\w*)'/.exec(await answer.text());
  if (status === "405") {
    location.replace(qr.dataset.before + code + qr.dataset.after);
    return;
  }
  if (WORDS[status]) {
    said.firstElementChild.textContent = WORDS[status];
    said.hidden = false;
  }
  if (status !== "402" && status !== "403") {
    setTimeout(ask, 1000);
  }
}
ask();
