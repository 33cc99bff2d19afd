// Tells when the month's costs of the resource group reach, or are forecast to reach, what was planned. A nested template, since budgets belong
// to a provider (Microsoft.Consumption) whose types offline checks do not hold.
param name string

@description('US dollars, or the currency of the account, a month.')
param amount int

@description('First day of a month.')
param start string
param actionGroupId string

#disable-next-line no-deployments-resources
resource budget 'Microsoft.Resources/deployments@2025-04-01' = {
  name: 'budget'
  properties: {
    mode: 'Incremental'
    template: {
      '$schema': 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#'
      contentVersion: '1.0.0.0'
      resources: [
        {
          type: 'Microsoft.Consumption/budgets'
          apiVersion: '2023-11-01'
          name: name
          properties: {
            category: 'Cost'
            amount: amount
            timeGrain: 'Monthly'
            timePeriod: { startDate: start }
            notifications: {
              forecast: {
                enabled: true
                operator: 'GreaterThan'
                threshold: 100
                thresholdType: 'Forecasted'
                contactEmails: []
                contactGroups: [actionGroupId]
              }
              actual: {
                enabled: true
                operator: 'GreaterThan'
                threshold: 80
                thresholdType: 'Actual'
                contactEmails: []
                contactGroups: [actionGroupId]
              }
            }
          }
        }
      ]
    }
  }
}
