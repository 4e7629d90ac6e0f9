import type { DemoPerson } from './demo-people.js';
import { wordsOf, type Language, type Obstacle } from './sign-in-words.js';

// The pages of the sign-in of a development host: plain HTML, without script or style in it.

/** Where the sign-in is, and everything that belongs to it. */
export const SIGN_IN = '/dev/oidc';

/** The pages’ only style. */
export const STYLE = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; }
h2 { font-size: 1rem; margin: 1.5rem 0 0.5rem; }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.5rem; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); }
button { font: inherit; width: 100%; height: 100%; text-align: left; padding: 0.6rem 0.8rem; cursor: pointer; }
button span { display: block; font-size: 0.875rem; }
`;

/** Presses the button of the page that asks whether to sign out, where the console asked for it. */
export const PRESS = `document.querySelector('button').click();\n`;

const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);

const page = (
  language: Language,
  title: string,
  body: string,
  head = '',
): string => `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} · Esep</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${SIGN_IN}/sign-in.css">
${head}</head>
<body>
<main>
<h1>${escaped(title)}</h1>
${body}
</main>
</body>
</html>
`;

/** Lets one choose whom to be. */
export const choicePage = (
  language: Language,
  uid: string,
  people: readonly DemoPerson[],
): string => {
  const { who, demonstration, groups, roles } = wordsOf(language);
  const groupOf = ({ roles: [role] }: DemoPerson) =>
    role === 'pool' || role === 'exchange' || role === 'licensee' ? role : 'regulator';
  const buttonOf = ({ subject, label, at, roles: had }: DemoPerson): string => {
    const words = had.flatMap((role) => (role === 'service' ? [] : [roles[role]]));
    return `<li><button name="person" value="${escaped(subject)}">${escaped(label)}
<span>${escaped([...words, at].join(' · '))}</span></button></li>`;
  };
  const lists = [...Map.groupBy(people, groupOf)].map(
    ([group, members]) => `<h2>${groups[group]}</h2>
<ul>
${members.map(buttonOf).join('\n')}
</ul>`,
  );
  return page(
    language,
    who,
    `<p>${demonstration}</p>
<form method="post" action="${SIGN_IN}/interaction/${encodeURIComponent(uid)}">
${lists.join('\n')}
</form>`,
  );
};

/** Asks whether to sign out. `form` is the provider’s own; `isCertain` where the console asked already. */
export const signOutPage = (language: Language, form: string, isCertain: boolean): string => {
  const { leave, signOut, stay } = wordsOf(language);
  return page(
    language,
    leave,
    `${form}
<p><button type="submit" form="op.logoutForm" name="logout" value="yes">${signOut}</button></p>
<p><a href="/">${stay}</a></p>`,
    isCertain ? `<script src="${SIGN_IN}/press.js" defer></script>\n` : '',
  );
};

export const signedOutPage = (language: Language): string => {
  const { left, again } = wordsOf(language);
  return page(language, left, `<p><a href="/">${again}</a></p>`);
};

/** Why somebody could not sign in, and what to do; `detail` is for whoever writes a client. */
export const refusedPage = (language: Language, why: Obstacle, detail = ''): string => {
  const { failed, again, obstacles } = wordsOf(language);
  return page(
    language,
    failed,
    `<p>${obstacles[why]}</p>
${detail === '' ? '' : `<p lang="en">${escaped(detail)}</p>\n`}<p><a href="/">${again}</a></p>`,
  );
};
