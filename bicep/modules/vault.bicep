param name string
param location string
param tags object
param private bool

@description('Keeps a deleted vault for 90 days whatever anybody says; without it azd down --purge frees the name at once.')
param protect bool

@description('Person or pipeline that deploys, who may put secrets and certificates in; empty = nobody.')
param deployerId string
param deployerType string

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: protect ? 90 : 7
    enablePurgeProtection: protect ? true : null
    enabledForTemplateDeployment: true
    publicNetworkAccess: private ? 'Disabled' : 'Enabled'
    networkAcls: { bypass: 'AzureServices', defaultAction: private ? 'Deny' : 'Allow' }
  }
}

var secretsOfficer = 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'
var certificatesOfficer = 'a4417e6f-fecd-4de8-b567-7b0420556985'

resource deployer 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in [secretsOfficer, certificatesOfficer]: if (!empty(deployerId)) {
    scope: vault
    name: guid(vault.id, deployerId, role)
    properties: {
      principalId: deployerId
      principalType: deployerType
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

output id string = vault.id
output name string = vault.name
output uri string = vault.properties.vaultUri
