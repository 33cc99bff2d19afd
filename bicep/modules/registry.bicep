param name string
param location string
param tags object
param sku string

@description('Principal of the bridge, which pulls its image.')
param pullerId string

// Open to the internet for azd's push, which carries an Entra token; nobody else can push or pull.
resource registry 'Microsoft.ContainerRegistry/registries@2025-04-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: sku }
  properties: { adminUserEnabled: false, anonymousPullEnabled: false }
}

var acrPull = '7f951dda-4ed3-4680-a7ca-43fe172d538d'

resource puller 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: registry
  name: guid(registry.id, pullerId, acrPull)
  properties: {
    principalId: pullerId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', acrPull)
  }
}

output server string = registry.properties.loginServer
