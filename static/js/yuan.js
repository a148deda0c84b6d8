// Amounts as people type them, as a number of cents, and in capitals. The server has the last word on both.
"use strict";

const Yuan = (() => {
  const DIGITS = "零壹贰叁肆伍陆柒捌玖";
  const PLACES = ["", "拾", "佰", "仟"];
  const GROUPS = ["", "万", "亿"];
  const PLAIN = /^(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?$/;

  // Cents, or null for what is not an amount of at most two decimals below 10^12 yuan.
  function cents(text) {
    let plain = text.normalize("NFKC").replace(/\s/g, "").replace(/^(¥|人民币)/, "").replace(/(元整|元)$/, "");
    const places = plain.endsWith("万") ? 6 : 2;
    plain = plain.replace(/万$/, "");
    const match = PLAIN.exec(plain);
    if (!match) return null;
    const fraction = (match[2] || "").replace(/0+$/, "");
    if (fraction.length > places) return null;
    const digits = match[1].replace(/,/g, "") + fraction.padEnd(places, "0");
    return digits.replace(/^0+/, "").length > 14 ? null : Number(digits);
  }

  function show(amount) {
    const whole = Math.floor(amount / 100).toString().replace(/\B(?=(\d{3})+$)/g, ",");
    return `${whole}.${String(amount % 100).padStart(2, "0")}`;
  }

  function thousands(group) {
    let words = "";
    let gap = false;
    for (const place of [3, 2, 1, 0]) {
      const digit = Math.floor(group / 10 ** place) % 10;
      if (digit) {
        words += (gap && words ? "零" : "") + DIGITS[digit] + PLACES[place];
        gap = false;
      } else {
        gap = true;
      }
    }
    return words;
  }

  function whole(yuan) {
    const groups = [];
    for (let rest = yuan; rest; rest = Math.floor(rest / 10000)) groups.push(rest % 10000);
    let words = "";
    let gap = false;
    for (let place = groups.length - 1; place >= 0; place -= 1) {
      if (!groups[place]) {
        gap = words !== "";
        continue;
      }
      words += (words && (gap || groups[place] < 1000) ? "零" : "") + thousands(groups[place]) + GROUPS[place];
      gap = false;
    }
    return words;
  }

  function inWords(amount) {
    if (amount === 0) return "零元整";
    const yuan = Math.floor(amount / 100);
    const jiao = Math.floor(amount / 10) % 10;
    const fen = amount % 10;
    const words = yuan ? `${whole(yuan)}元` : "";
    if (!jiao && !fen) return `${words}整`;
    if (jiao) {
      const gap = yuan && yuan % 10 === 0 ? "零" : "";
      return words + gap + DIGITS[jiao] + "角" + (fen ? `${DIGITS[fen]}分` : "整");
    }
    return words + (yuan ? "零" : "") + `${DIGITS[fen]}分`;
  }

  return { cents, show, inWords };
})();
