export * from './boundIdentities';
export * from './BlueprintStack';
export * from './acknowledge';
export * from './blueprintsOf';
export * from './featureFlags';
export * from './naming';
export * from './removal';
