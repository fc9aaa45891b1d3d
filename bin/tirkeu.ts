import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { bundle, putBeside, ROOT } from '../lib/cloud/bundles.ts';
import { deployment } from '../lib/cloud/deployment.ts';
import { functionsThatNeed } from '../lib/cloud/needs.ts';
import { readSettings, type Settings } from '../lib/cloud/settings.ts';

/** The CDK app: reads the settings, bundles the functions, defines the stacks. Needs no network and no AWS account. */
const app = new App();
const settings = settingsOrExit();
const bundles = await bundle(join(ROOT, 'cdk.out', 'bundles', settings.stage));
putBeside(bundles, settings, { trust: functionsThatNeed('signatures'), centres: functionsThatNeed('centres') });
deployment(app, settings, (name) => Code.fromAsset(bundles.folder(name)), new Date());
app.synth();

function settingsOrExit(): Settings {
  try {
    return readSettings((name) => app.node.tryGetContext(name));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
