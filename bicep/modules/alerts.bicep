// Who is told, and of what: lost, late, refused, dead, throttled.
param name string
param location string
param tags object

@description('Address that alerts are mailed to; empty = they only show in the portal.')
param email string
param workspaceId string

@description('Event Hubs namespace; empty = the log is somebody else\'s Kafka.')
param namespaceId string
param bridgeId string

@description('Replicas that the bridge always has.')
param bridgeFewest int
param rawTopic string
param quarantineTopic string

@description('Messages a second that the size is made for.')
param messagesPerSecond int

@description('Events that a reader may be behind: what the largest number of instances takes by its threshold.')
param lagLimit int

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${name}'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'iot'
    enabled: true
    emailReceivers: empty(email) ? [] : [{ name: 'operators', emailAddress: email, useCommonAlertSchema: true }]
  }
}

var rules = [
  {
    name: 'books'
    severity: 0
    description: 'A step or the audit says that records are missing, or that the log was recreated: every log entry of level Critical.'
    query: 'AppTraces | where SeverityLevel >= 4'
    window: 'PT5M'
    threshold: 0
  }
  {
    name: 'lag'
    severity: 1
    description: 'A reader of telemetry.valid is further behind than its largest number of instances is made for.'
    query: 'AppMetrics | where Name == "serverlessiot.audit.lag" | extend step = tostring(Properties.step), partition = tostring(Properties.partition) | summarize behind = max(Max) by step, partition, bin(TimeGenerated, 1m) | summarize behind = sum(behind) by step, TimeGenerated | summarize least = min(behind) by step | where least > ${lagLimit}'
    window: 'PT15M'
    threshold: 0
  }
  {
    name: 'dead'
    severity: 1
    description: 'A function has not run for 15 minutes. These run every minute, whether devices send or not: ticks go through all of them.'
    query: 'print name = dynamic(["Tick", "Audit", "Validate", "Alert", "Aggregate", "Store", "Track"]) | mv-expand name to typeof(string) | join kind=leftanti (AppRequests | project name = Name | distinct name) on name'
    window: 'PT15M'
    threshold: 0
  }
  {
    name: 'failing'
    severity: 2
    description: 'A function fails again and again: its batch is tried until it succeeds, so its partition stands still.'
    query: 'AppRequests | where Success == false | summarize failures = count() by Name | where failures > 10'
    window: 'PT15M'
    threshold: 0
  }
]

resource logRules 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: '${rule.name}-${name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: rule.name
      description: rule.description
      severity: rule.severity
      enabled: true
      scopes: [workspaceId]
      evaluationFrequency: 'PT5M'
      windowSize: rule.window
      // The tables come into being with the first rows.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: rule.threshold
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      autoMitigate: true
      actions: { actionGroups: [people.id] }
    }
  }
]

// More than one message in a hundred is refused.
resource quarantine 'Microsoft.Insights/metricAlerts@2018-03-01' = if (!empty(namespaceId)) {
  name: 'quarantine-${name}'
  location: 'global'
  tags: tags
  properties: {
    description: 'More than one message in a hundred of the planned load goes to quarantine.'
    severity: 2
    enabled: true
    scopes: [namespaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'refused'
          metricName: 'IncomingMessages'
          dimensions: [{ name: 'EntityName', operator: 'Include', values: [quarantineTopic] }]
          timeAggregation: 'Total'
          operator: 'GreaterThan'
          threshold: messagesPerSecond * 9
        }
      ]
    }
    actions: [{ actionGroupId: people.id }]
  }
}

resource stuck 'Microsoft.Insights/metricAlerts@2018-03-01' = if (!empty(namespaceId)) {
  name: 'stuck-${name}'
  location: 'global'
  tags: tags
  properties: {
    description: 'Messages come in and nobody reads them.'
    severity: 1
    enabled: true
    scopes: [namespaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'written'
          metricName: 'IncomingMessages'
          dimensions: [{ name: 'EntityName', operator: 'Include', values: [rawTopic] }]
          timeAggregation: 'Total'
          operator: 'GreaterThan'
          threshold: 0
        }
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'read'
          metricName: 'OutgoingMessages'
          dimensions: [{ name: 'EntityName', operator: 'Include', values: [rawTopic] }]
          timeAggregation: 'Total'
          operator: 'LessThanOrEqual'
          threshold: 0
        }
      ]
    }
    actions: [{ actionGroupId: people.id }]
  }
}

resource throttled 'Microsoft.Insights/metricAlerts@2018-03-01' = if (!empty(namespaceId)) {
  name: 'throttled-${name}'
  location: 'global'
  tags: tags
  properties: {
    description: 'Event Hubs slows its clients down: acknowledgements come late. More units are needed.'
    severity: 2
    enabled: true
    scopes: [namespaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'throttled'
          metricName: 'ThrottledRequests'
          timeAggregation: 'Total'
          operator: 'GreaterThan'
          threshold: 100
        }
      ]
    }
    actions: [{ actionGroupId: people.id }]
  }
}

resource bridge 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'bridge-${name}'
  location: 'global'
  tags: tags
  properties: {
    description: 'The bridge has fewer replicas than it should: devices cannot connect, or not all of them.'
    severity: 1
    enabled: true
    scopes: [bridgeId]
    evaluationFrequency: 'PT1M'
    windowSize: 'PT5M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'replicas'
          metricName: 'Replicas'
          timeAggregation: 'Maximum'
          operator: 'LessThan'
          threshold: bridgeFewest
        }
      ]
    }
    actions: [{ actionGroupId: people.id }]
  }
}

output actionGroupId string = people.id
