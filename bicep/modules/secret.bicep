// One secret, and who may read it: the right is on the secret, not on the vault.
param vaultName string
param name string

@secure()
@description('Empty: the secret exists already and only the right to read it is given.')
param value string = ''

@description('Principals that may read it.')
param readers array

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: vaultName
}

resource made 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = if (!empty(value)) {
  parent: vault
  name: name
  properties: { value: value }
}

resource secret 'Microsoft.KeyVault/vaults/secrets@2024-11-01' existing = {
  parent: vault
  name: name
}

var secretsUser = '4633458b-17de-408a-874b-0445c86b69e6'

resource roles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for reader in readers: {
    scope: secret
    name: guid(vault.id, name, reader, secretsUser)
    dependsOn: [made]
    properties: {
      principalId: reader
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUser)
    }
  }
]

@description('Address of the secret without a version, so that a new one is picked up.')
output address string = '${vault.properties.vaultUri}secrets/${name}'
