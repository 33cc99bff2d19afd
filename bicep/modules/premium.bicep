// One Elastic Premium plan for the four apps.
param name string
param location string
param tags object
param mostInstances int
param zoneRedundant bool

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: name
  location: location
  tags: tags
  kind: 'elastic'
  sku: { name: 'EP1', tier: 'ElasticPremium', capacity: zoneRedundant ? 3 : 1 }
  properties: {
    reserved: true
    elasticScaleEnabled: true
    maximumElasticWorkerCount: mostInstances
    zoneRedundant: zoneRedundant
  }
}

output id string = plan.id
