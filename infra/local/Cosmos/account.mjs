// What the SDK asks about the account, and the parts of every answer that never differ.

export function account(address) {
  const location = [{ name: 'Local', databaseAccountEndpoint: address }];
  return {
    _self: '', id: 'local', _rid: 'local', media: '//media/', addresses: '//addresses/', _dbs: '//dbs/',
    writableLocations: location,
    readableLocations: location,
    enableMultipleWriteLocations: false,
    enablePerPartitionFailoverBehavior: false,
    userReplicationPolicy: { asyncReplication: false, minReplicaSetSize: 1, maxReplicasetSize: 1 },
    userConsistencyPolicy: { defaultConsistencyLevel: 'Session' },
    systemReplicationPolicy: { minReplicaSetSize: 1, maxReplicasetSize: 1 },
    readPolicy: { primaryReadCoefficient: 1, secondaryReadCoefficient: 1 },
    queryEngineConfiguration: JSON.stringify({ maxSqlQueryInputLength: 262144, maxJoinsPerSqlQuery: 10, maxLogicalAndPerSqlQuery: 2000, maxLogicalOrPerSqlQuery: 2000, enableSpatialIndexing: false, maxInExpressionItemsCount: 16000 }),
  };
}

export const databaseBody = (database) => ({
  id: database.id, _rid: database.rid, _self: `dbs/${database.rid}/`, _etag: `"${database.sequence}"`, _ts: database.ts, _colls: 'colls/', _users: 'users/',
});

export const containerBody = (container) => ({
  ...container.definition,
  _rid: container.rid, _self: `dbs/${container.database.rid}/colls/${container.rid}/`, _etag: `"${container.sequence}"`, _ts: container.database.ts,
  _docs: 'docs/', _sprocs: 'sprocs/', _triggers: 'triggers/', _udfs: 'udfs/', _conflicts: 'conflicts/',
});

/** One physical partition holds everything. */
export const partitionKeyRanges = (container) => ({
  _rid: container.rid,
  PartitionKeyRanges: [{
    _rid: container.rid, id: '0', _etag: '"0"', minInclusive: '', maxExclusive: 'FF', ridPrefix: 0, _self: `dbs/${container.database.rid}/colls/${container.rid}/pkranges/0/`,
    throughputFraction: 1, status: 'online', parents: [], _ts: container.database.ts, _lsn: 1,
  }],
  _count: 1,
});

/** A query plan that leaves everything to the gateway: nothing to merge, one range. */
export const queryPlan = {
  partitionedQueryExecutionInfoVersion: 2,
  queryInfo: {
    distinctType: 'None', top: null, offset: null, limit: null, orderBy: [], orderByExpressions: [], groupByExpressions: [], groupByAliases: [],
    aggregates: [], groupByAliasToAggregateType: {}, rewrittenQuery: '', hasSelectValue: false, hasNonStreamingOrderBy: false,
  },
  queryRanges: [{ min: '', max: 'FF', isMinInclusive: true, isMaxInclusive: false }],
};
