import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';

import { ROLES } from '../language/words.js';
import { Asked } from '../shell/asked.js';
import { people, signInAs, type Person } from './session.js';

/** Who is there? A development host lets one choose. */
export const SignInPage = () => {
  const query = useQuery({ queryKey: ['people'], queryFn: people });
  return (
    <div className="narrow">
      <h1>
        <Trans>Who is there?</Trans>
      </h1>
      <p>
        <Trans>
          This is a demonstration: choose whose work you want to see. In a regime, everybody signs
          in as themselves.
        </Trans>
      </p>
      <Asked query={query}>
        {(items) => (
          <ul className="people">
            {items.map((person) => (
              <li key={person.subject}>
                <PersonButton person={person} />
              </li>
            ))}
          </ul>
        )}
      </Asked>
    </div>
  );
};

const PersonButton = ({ person }: { readonly person: Person }) => {
  const { i18n } = useLingui();
  const { subject, name, organisation, roles } = person;
  const words = roles.map((role) => (ROLES[role] ? i18n._(ROLES[role]) : role)).join(', ');
  return (
    <button type="button" className="card" onClick={() => void signInAs(subject)}>
      <b>{name?.split(',')[0] ?? organisation}</b>
      <span>{words}</span>
    </button>
  );
};
