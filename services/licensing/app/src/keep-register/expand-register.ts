import type { MigrationInterface, QueryRunner } from 'typeorm';

import { LICENCES } from './licences.js';
import { LICENSEES } from './licensees.js';
import { EXCHANGES, POOLS } from './senders.js';
import { WALLETS } from './wallets.js';

// Version 2 of `licence_register` kept all kinds in one table, `register`. Where a copy of it is read,
// the release before goes on beside this one: triggers bring what that one writes to the tables of
// the kinds, and what this one writes back to `register`. They go with the copy, when another is
// built and switched to.

/** The release before has no rights in the new tables until this one is about to serve. */
const AS_OWNER = 'security definer set search_path = licence_register, public';

const FROM_REGISTER = `
  create function register_to_kinds() returns trigger language plpgsql ${AS_OWNER} as $$
  begin
    case new.kind
      when 'licence' then
        delete from licences where id = new.id;
        insert into licences
            (id, position, state, licensee_id, authority, validity, suspensions, revoked_at)
          values (new.id, new.position, new.state, new.state ->> 'licenseeId',
            new.state #>> '{imported,authority}', new.state -> 'validity',
            new.state #> '{sanctions,suspensions}',
            (new.state #>> '{sanctions,revokedAt}')::timestamptz);
      when 'licensee' then
        delete from licensees where id = new.id;
        insert into licensees (id, position, state, kind, bin, name)
          values (new.id, new.position, new.state, new.state #>> '{registered,kind}',
            public_text(new.state, 'bin'), public_text(new.state, 'name'));
      when 'pool' then
        delete from pools where id = new.id;
        insert into pools (id, position, state, registered, approvals)
          values (new.id, new.position, new.state, jsonb_array_length(new.state -> 'approvals') > 0,
            approvals_of(new.state -> 'approvals', 'approved'));
      when 'exchange' then
        delete from exchanges where id = new.id;
        insert into exchanges (id, position, state, registered, approvals)
          values (new.id, new.position, new.state, jsonb_array_length(new.state -> 'licences') > 0,
            approvals_of(new.state -> 'licences', 'licensed'));
      when 'wallet' then
        delete from wallets where id = new.id;
        insert into wallets (id, position, state) values (new.id, new.position, new.state);
    end case;
    return null;
  end $$;

  create function public_text(state jsonb, field text) returns text language sql as $$
    select state -> 'registered' ->> field
     where state #>> '{registered,kind}' = 'legal-entity'
       and jsonb_typeof(state -> 'registered' -> field) = 'string'
  $$;

  create function approvals_of(intervals jsonb, said text) returns jsonb language sql as $$
    select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
        'name', one -> said -> 'name', 'from', one -> 'from', 'to', one -> 'to',
        'correction', one -> 'correction')) order by nth), '[]')
      from jsonb_array_elements(intervals) with ordinality intervals (one, nth)
  $$;

  -- Not of what this release wrote to the table of a kind.
  create trigger to_kinds after insert or update on register for each row
    when (pg_trigger_depth() = 0) execute function register_to_kinds();
`;

const toRegister = (kind: string): string => `
  create trigger to_register after insert or update on ${kind}s for each row
    when (pg_trigger_depth() = 0) execute function kind_to_register('${kind}');
`;

const TO_REGISTER = `
  create function kind_to_register() returns trigger language plpgsql ${AS_OWNER} as $$
  begin
    insert into register (kind, id, licensee_id, state, position)
      values (tg_argv[0], new.id, (to_jsonb(new) ->> 'licensee_id')::uuid, new.state, new.position)
      on conflict (kind, id) do update
        set state = excluded.state, position = excluded.position,
            licensee_id = coalesce(excluded.licensee_id, register.licensee_id);
    return null;
  end $$;
  ${['licence', 'licensee', 'pool', 'exchange', 'wallet'].map(toRegister).join('')}
`;

export class ExpandRegister1769990400310 implements MigrationInterface {
  readonly name = 'ExpandRegister1769990400310';

  async up(runner: QueryRunner): Promise<void> {
    const [found] = (await runner.query(
      `select to_regclass('licence_register.register') is not null as is_there`,
    )) as { is_there: boolean }[];
    if (!found?.is_there) return;
    await runner.query(`
      set local search_path to licence_register, public;
      ${[LICENCES, LICENSEES, POOLS, EXCHANGES, WALLETS].map(({ table }) => table).join('')}
      ${FROM_REGISTER} ${TO_REGISTER}
      update register set position = position;
      set local search_path to default;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    const tables = ['licences', 'licensees', 'pools', 'exchanges', 'wallets'];
    await runner.query(`
      drop table if exists ${tables.map((table) => `licence_register.${table}`).join(', ')};
      drop function if exists licence_register.register_to_kinds,
        licence_register.kind_to_register, licence_register.public_text,
        licence_register.approvals_of cascade;
    `);
  }
}
