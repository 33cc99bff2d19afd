param workspaceName string
param insightsName string
param location string
param tags object

@description('Principals that send telemetry.')
param writers array

@description('Gigabytes a day after which the workspace takes no more; −1 = no limit.')
param dailyGigabytes int

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: 30
    workspaceCapping: { dailyQuotaGb: dailyGigabytes }
    features: { disableLocalAuth: true, enableLogAccessUsingOnlyResourcePermissions: true }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: insightsName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
  }
}

var metricsPublisher = '3913510d-42f4-4e42-8a64-420c390055eb'

resource publishers 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for writer in writers: {
    scope: insights
    name: guid(insights.id, writer, metricsPublisher)
    properties: {
      principalId: writer
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', metricsPublisher)
    }
  }
]

output workspaceId string = workspace.id
output insightsId string = insights.id
// An address, not a secret: without an identity's token it takes nothing (DisableLocalAuth).
output connectionString string = insights.properties.ConnectionString
