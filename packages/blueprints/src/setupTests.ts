// Every CDK app checks its templates against the schemas of CloudFormation, and starting that engine takes longer than all
// else in the test of a construct, which asserts nothing about it. blueprints.test.ts calls the engine itself, on the
// templates of every blueprint, stage and size.
process.env.CDK_VALIDATION = 'false';
