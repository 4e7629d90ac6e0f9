import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { parse, parseAllDocuments } from 'yaml';

// What the manifests are held against, without a cluster: Kustomize itself renders them, and every
// object is checked as the API server of the version below checks it, with no field it does not know.
// Schemas are those that Kubernetes and the operators publish, each in its own package. Rules that
// the operators write in CEL are not evaluated.

const KUSTOMIZE = 'v5.8.2';
/** The package holds the schemas of several versions of Kubernetes. */
const KUBERNETES_VALIDATE = '1.37.0';
const KUBERNETES = '1.36.0';
const STRIMZI = '1.2.0';
/** Of these Go modules the CRDs are taken, as the operators install them. */
const OPERATORS = [
  'github.com/cloudnative-pg/cloudnative-pg@v1.30.0',
  'github.com/cloudnative-pg/plugin-barman-cloud@v0.15.0',
  'github.com/kedacore/keda/v2@v2.20.2',
];

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** Why nothing can be checked on this machine, as a sentence; undefined when it can. */
export const obstacle = (): string | undefined => {
  const missing = ['go', 'python3', 'mvn'].filter((tool) => spawnSync(tool, ['--help']).error);
  if (missing.length > 0) return `they are checked by ${missing.join(' and ')}, not installed here`;
  return java() ? undefined : 'the CRDs of Strimzi are made by Java 21, not installed here';
};

/** The objects of an overlay, or of any other directory, as `kubectl apply -k` would send them. */
export const render = (directory: string): Manifest[] => {
  const text = execFileSync(kustomize(), ['build', directory], { encoding: 'utf8' });
  return parseAllDocuments(text).map((document) => document.toJS() as Manifest);
};

/** What the API server would say of an object; nothing when it takes it. */
export const complaintsOf = (object: Manifest): string[] => {
  const validate = validatorOf(object);
  const name = `${object.kind} ${object.metadata?.name}`;
  if (!validate) return [`${name}: nobody knows ${object.apiVersion} ${object.kind}`];
  if (validate(object)) return [];
  return (validate.errors ?? []).map(({ instancePath, message, params }) =>
    [`${name}: ${instancePath} ${message}`, ...Object.values(params as object)].join(' '),
  );
};

// ── Schemas ─────────────────────────────────────────────────────────────────────────────────────

const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
const validators = new Map<string, ValidateFunction | undefined>();

const validatorOf = ({ apiVersion, kind }: Manifest): ValidateFunction | undefined => {
  const key = `${apiVersion} ${kind}`;
  if (!validators.has(key)) {
    const schema = schemaOf(apiVersion, kind);
    validators.set(key, schema && ajv.compile(schema));
  }
  return validators.get(key);
};

const schemaOf = (apiVersion: string, kind: string): object | undefined => {
  const directory = kubernetesSchemas();
  if (!ajv.getSchema('_definitions.json'))
    ajv.addSchema(read(join(directory, '_definitions.json')) as object, '_definitions.json');
  const [group = '', version] = apiVersion.split('/');
  // As the package names its files: `Deployment` of `apps/v1` is `deployment-apps-v1.json`.
  const name = version === undefined ? group : `${group.split('.')[0]}-${version}`;
  const file = join(directory, `${kind.toLowerCase()}-${name}.json`);
  return existsSync(file) ? (read(file) as object) : crds().get(`${apiVersion} ${kind}`);
};

const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

interface Crd {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly {
      readonly name: string;
      readonly schema: { readonly openAPIV3Schema: Schema };
    }[];
  };
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly [keyword: string]: unknown;
}

let byKind: ReadonlyMap<string, Schema> | undefined;

const crds = (): ReadonlyMap<string, Schema> =>
  (byKind ??= new Map(
    [...globSync(join(operatorCrds(), '*.yaml')), ...globSync(join(strimziCrds(), '*.yaml'))]
      .map((file) => parse(readFileSync(file, 'utf8')) as Crd)
      .flatMap(({ spec: { group, names, versions } }) =>
        versions.map(({ name, schema: { openAPIV3Schema: schema } }) => {
          const open = { metadata: {}, apiVersion: {}, kind: {} };
          const properties = { ...schema.properties, ...open };
          return [`${group}/${name} ${names.kind}`, closed({ ...schema, properties })] as const;
        }),
      ),
  ));

/** A structural schema as the API server reads it under strict validation: other fields are errors. */
const closed = (schema: Schema): Schema => {
  const { properties, items, additionalProperties } = schema;
  const isOpen = schema['x-kubernetes-preserve-unknown-fields'] === true;
  return {
    ...schema,
    ...(items ? { items: closed(items) } : {}),
    ...(typeof additionalProperties === 'object'
      ? { additionalProperties: closed(additionalProperties) }
      : {}),
    ...(properties
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, property]) => [name, closed(property)]),
          ),
          ...(additionalProperties === undefined && !isOpen && Object.keys(properties).length > 0
            ? { additionalProperties: false }
            : {}),
        }
      : {}),
  };
};

// ── Where they come from ────────────────────────────────────────────────────────────────────────

const CACHE = join(import.meta.dirname, '../.cache');

/** A folder of the cache, made once; it appears under its name only when it is whole. */
const cached = (name: string, make: (directory: string) => void): string => {
  const whole = join(CACHE, name);
  if (existsSync(whole)) return whole;
  mkdirSync(CACHE, { recursive: true });
  const work = mkdtempSync(join(CACHE, 'work-'));
  try {
    make(work);
    if (!existsSync(whole)) renameSync(work, whole);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return whole;
};

const run = (program: string, parameters: readonly string[], cwd: string, env = {}): string =>
  execFileSync(program, parameters, {
    cwd,
    env: { ...process.env, GOFLAGS: '', GOTOOLCHAIN: 'local', ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  });

const kustomize = (): string =>
  join(
    cached(`kustomize-${KUSTOMIZE}`, (directory) => {
      const module = `sigs.k8s.io/kustomize/kustomize/v5@${KUSTOMIZE}`;
      run('go', ['install', module], directory, { GOBIN: directory });
    }),
    'kustomize',
  );

const kubernetesSchemas = (): string => {
  const directory = cached(`kubernetes-validate-${KUBERNETES_VALIDATE}`, (work) => {
    const wheel = `kubernetes-validate==${KUBERNETES_VALIDATE}`;
    run('python3', ['-m', 'pip', 'download', '--quiet', '--no-deps', wheel], work);
    const [file = ''] = globSync('*.whl', { cwd: work });
    run('python3', ['-m', 'zipfile', '--extract', file, '.'], work);
    rmSync(join(work, file));
  });
  const schemas = `kubernetes_validate/kubernetes-json-schema/v${KUBERNETES}-local-strict`;
  return join(directory, schemas);
};

const operatorCrds = (): string =>
  cached(`crds-${OPERATORS.map((module) => module.split('@')[1]).join('-')}`, (work) => {
    for (const module of OPERATORS) {
      const { Dir } = JSON.parse(run('go', ['mod', 'download', '-json', module], work)) as {
        Dir: string;
      };
      for (const file of globSync('config/crd/bases/*.yaml', { cwd: Dir }))
        cpSync(join(Dir, file), join(work, file.split('/').at(-1)!));
    }
  });

const STRIMZI_KINDS = {
  Kafka: 'kafka.Kafka',
  KafkaNodePool: 'nodepool.KafkaNodePool',
  KafkaTopic: 'topic.KafkaTopic',
  KafkaUser: 'user.KafkaUser',
};

/** Strimzi publishes its model, and the program that makes the CRDs of it. */
const strimziCrds = (): string =>
  cached(`crds-strimzi-${STRIMZI}`, (work) => {
    const jars = join(work, 'jars');
    const pom = join(work, 'pom.xml');
    const artifacts = ['crd-generator', 'api'].map(
      (name) =>
        `<dependency><groupId>io.strimzi</groupId><artifactId>${name}</artifactId><version>${STRIMZI}</version></dependency>`,
    );
    writeFileSync(
      pom,
      `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>esep</groupId><artifactId>crds</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>${artifacts.join('')}</dependencies>
</project>
`,
    );
    const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime'];
    run('mvn', ['-q', '-B', '-f', pom, ...goal, `-DoutputDirectory=${jars}`], work);
    const kinds = Object.entries(STRIMZI_KINDS).map(
      ([kind, model]) => `io.strimzi.api.kafka.model.${model}=${join(work, `${kind}.yaml`)}`,
    );
    const generator = 'io.strimzi.crdgenerator.CrdGenerator';
    run(java()!, ['-cp', join(jars, '*'), generator, '--yaml', ...kinds], work);
    rmSync(jars, { recursive: true });
  });

/** A Java of 21 or later: the one that is found first, or another that is installed beside it. */
const java = (): string | undefined =>
  [
    'java',
    ...(process.env['JAVA_HOME'] ? [join(process.env['JAVA_HOME'], 'bin/java')] : []),
    ...globSync('/usr/lib/jvm/*/bin/java'),
  ].find((candidate) => {
    const { stderr = '' } = spawnSync(candidate, ['-version'], { encoding: 'utf8' });
    return Number(/version "(\d+)/.exec(stderr ?? '')?.[1] ?? 0) >= 21;
  });
