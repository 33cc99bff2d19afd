// Diagnostic settings of one resource. Written as a nested template, since the only API version in use (2021-05-01-preview) is a preview
// for ever, and an older stable one cannot name a workspace table.
param name string

@description('Resource whose logs are sent.')
param resourceId string
param workspaceId string

@description('Categories of logs.')
param categories array

var logs = map(categories, category => { category: category, enabled: true })

#disable-next-line no-deployments-resources
resource settings 'Microsoft.Resources/deployments@2025-04-01' = {
  name: 'diagnostics-${name}'
  properties: {
    mode: 'Incremental'
    template: {
      '$schema': 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#'
      contentVersion: '1.0.0.0'
      resources: [
        {
          type: 'Microsoft.Insights/diagnosticSettings'
          apiVersion: '2021-05-01-preview'
          name: 'to-workspace'
          scope: resourceId
          properties: {
            workspaceId: workspaceId
            logAnalyticsDestinationType: 'Dedicated'
            logs: logs
          }
        }
      ]
    }
  }
}
