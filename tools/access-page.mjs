// docs/access.md: role by operation, of all services, as their OpenAPI documents say and the guard does.

/** Whom a role is for, in the order of the columns. */
const ROLES = {
  'licensing-officer': 'the regulator: licences, wallets, pools, exchanges, the law',
  'supervision-analyst': 'the regulator: figures, findings, senders that are late',
  'enforcement-officer': 'the regulator: sanctions, decisions about findings',
  'tax-officer': 'the regulator: prices, rates, assessments, payments',
  auditor: 'the regulator: reads everything, the logs too, and changes nothing',
  operator: 'the regulator: keeps the services running; sees no figures and no findings',
  pool: 'a pool, at its own id: sends and reads its own',
  exchange: 'an exchange, at its own id: sends and reads its own',
  licensee: 'a licensee, at its own id: reads its own',
  service: 'a service, at its own name: reads the logs of others',
  demo: 'the regulator, in development only: moves the clock',
};

const INTRODUCTION = `<!-- Made by npm run client. -->

# Who may do what

Each operation of each service by the roles that may call it. A role counts only in the organisation that it belongs to. What is said of another organisation is refused or left out: a pool, an exchange and a licensee see and send their own. Whoever is asked for a second person is another one than the first, in one of the roles that may confirm. \`GET /<service>/v1/me\` answers the same for one token.

An access token has these claims beside the usual ones: \`organisation\`, \`roles\` (a list), and for people \`name\`.`;

/** The page. `documents` are OpenAPI documents by the name of their service. */
export function accessPage(documents) {
  const sections = Object.entries(documents).map(
    ([service, document]) => `## ${service}\n\n${tableOf(operationsOf(service, document))}`,
  );
  const roles = table(
    ['role', 'whose'],
    Object.entries(ROLES).map(([role, whose]) => [`\`${role}\``, whose]),
  );
  return [INTRODUCTION, roles, ...sections].join('\n\n') + '\n';
}

function operationsOf(service, { paths }) {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      name: `\`${method.toUpperCase()} ${path.replace(`/${service}/v1`, '')}\``,
      summary: operation.summary,
      callers: callersOf(operation, `${method} ${path}`),
    })),
  );
}

function callersOf(operation, name) {
  if ('x-esep-public' in operation) return ['anybody'];
  const roles = operation['x-esep-roles'] ?? ['any token'];
  const unknown = roles.filter((role) => role !== 'any token' && !(role in ROLES));
  if (unknown.length > 0)
    throw new Error(`${name}: say in tools/access-page.mjs what ${unknown} is.`);
  return roles;
}

/** Without the columns of those who may call nothing of the service. */
function tableOf(operations) {
  const columns = ['anybody', 'any token', ...Object.keys(ROLES)].filter((column) =>
    operations.some(({ callers }) => callers.includes(column)),
  );
  return table(
    ['operation', '', ...columns],
    operations.map(({ name, summary, callers }) => [
      name,
      summary,
      ...columns.map((column) => (callers.includes(column) ? '×' : '')),
    ]),
  );
}

const row = (cells) => `| ${cells.join(' | ')} |`;

const table = (head, rows) => [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
