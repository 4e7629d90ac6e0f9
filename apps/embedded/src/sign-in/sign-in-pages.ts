import type { Principal } from '@esep/platform';

// The pages of the sign-in of a development host: plain HTML, without script or style in it.

/** Where the sign-in is, and everything that belongs to it. */
export const SIGN_IN = '/dev/oidc';

/** A person of a demonstration, and as whom a list shows it. */
export interface DemoPerson extends Principal {
  readonly name: string;
}

/** The pages’ only style. */
export const STYLE = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; }
h2 { font-size: 1rem; margin: 1.5rem 0 0.5rem; }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.5rem; grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr)); }
button { font: inherit; width: 100%; text-align: left; padding: 0.6rem 0.8rem; cursor: pointer; }
button span { display: block; font-size: 0.875rem; }
`;

/** Presses the button of the page that asks whether to sign out, where the console asked for it. */
export const PRESS = `document.querySelector('button').click();\n`;

const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);

const page = (title: string, body: string, head = ''): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} · Esep</title>
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
export const choicePage = (uid: string, people: readonly DemoPerson[]): string => {
  const groups = Map.groupBy(people, ({ organisation, roles: [role = ''] }) =>
    ['pool', 'exchange', 'licensee'].includes(role) ? `${role}s` : organisation,
  );
  const lists = [...groups].map(
    ([group, members]) => `<h2>${escaped(group)}</h2>
<ul>
${members.map(buttonOf).join('\n')}
</ul>`,
  );
  return page(
    'Who are you?',
    `<p>This is a demonstration: choose whose work you want to see. Every person and organisation is invented.</p>
<form method="post" action="${SIGN_IN}/interaction/${encodeURIComponent(uid)}">
${lists.join('\n')}
</form>`,
  );
};

const buttonOf = ({ subject, name, organisation, roles }: DemoPerson): string =>
  `<li><button name="person" value="${escaped(subject)}">${escaped(name)}
<span>${escaped(roles.join(', '))} · ${escaped(organisation)}</span></button></li>`;

/** Asks whether to sign out. `form` is the provider’s own; `isCertain` where the console asked already. */
export const signOutPage = (form: string, isCertain: boolean): string =>
  page(
    'Sign out?',
    `${form}
<p><button type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button></p>
<p><a href="/">Stay signed in</a></p>`,
    isCertain ? `<script src="${SIGN_IN}/press.js" defer></script>\n` : '',
  );

export const signedOutPage = (): string =>
  page('You are signed out', '<p><a href="/">Sign in again</a></p>');

/** Why somebody could not sign in, and what to do. */
export const refusedPage = (why: string): string =>
  page(
    'This did not work',
    `<p>${escaped(why)}</p>
<p><a href="/">Begin again</a></p>`,
  );
