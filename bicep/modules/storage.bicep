// Two accounts: the host's (packages, leases of timers) and the data's (journals and archive), so that nobody needs a right on the whole of the data.
param hostName string
param dataName string
param location string
param tags object
param sku string
param container string

@description('Container of the keys under which rows are sealed.')
param keyContainer string

@description('Container of the access log.')
param accessContainer string

@description('Days that nobody can change or delete what the access log holds; 0 = no such policy.')
param accessImmutableDays int

@description('Function apps: {name, principalId, data: whether it reads and writes journals or archive, rules: whether it reads rule files alone, access: whether it reads and writes the access log, keys: whether it opens and seals rows}.')
param apps array

@description('Who else reads rule files, and which devices are out of service, alone: {name, principalId}.')
param ruleReaders array

@description('Closes both accounts to the internet; private endpoints must exist.')
param private bool

@description('Days after which payloads in quarantine move to Cool and to Cold, which still answer at once.')
param coolAfterDays int
param coldAfterDays int

@description('Days that deleted blobs can be restored.')
param restoreDays int

var access = private ? 'Disabled' : 'Enabled'
var blobDataOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
var blobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
var blobDataReader = '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'

// Of the data, only rule files and which devices are out of service.
var onlyPublished = '((!(ActionMatches{\'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read\'})) OR (@Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs:path] StringLike \'rules/*\' OR @Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs:path] StringEquals \'registry/out-of-service.json\'))'

resource host 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: hostName
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: sku }
  properties: {
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    allowCrossTenantReplication: false
    publicNetworkAccess: access
    networkAcls: { bypass: 'AzureServices', defaultAction: private ? 'Deny' : 'Allow' }
  }

  resource blobs 'blobServices' = {
    name: 'default'

    resource packages 'containers' = [
      for app in apps: {
        name: 'package-${app.name}'
        properties: { publicAccess: 'None' }
      }
    ]
  }
}

resource data 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: dataName
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: sku }
  properties: {
    accessTier: 'Hot'
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    allowCrossTenantReplication: false
    publicNetworkAccess: access
    networkAcls: { bypass: 'AzureServices', defaultAction: private ? 'Deny' : 'Allow' }
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      deleteRetentionPolicy: { enabled: true, days: restoreDays }
      containerDeleteRetentionPolicy: { enabled: true, days: restoreDays }
    }

    resource iot 'containers' = {
      name: container
      properties: { publicAccess: 'None' }
    }

    resource keys 'containers' = {
      name: keyContainer
      properties: { publicAccess: 'None' }
    }

    resource access 'containers' = {
      name: accessContainer
      properties: { publicAccess: 'None' }

      resource immutable 'immutabilityPolicies' = if (accessImmutableDays > 0) {
        name: 'default'
        properties: {
          immutabilityPeriodSinceCreationInDays: accessImmutableDays
          allowProtectedAppendWrites: true
        }
      }
    }
  }

  // The archive's tiers are the functions' business (TierWarm, TierCold): the manifest knows of each blob where it is. Journals are append
  // blobs, which have no tiers. Nothing is deleted by age.
  resource lifecycle 'managementPolicies' = {
    name: 'default'
    properties: {
      policy: {
        rules: [
          {
            name: 'quarantine'
            type: 'Lifecycle'
            enabled: true
            definition: {
              filters: { blobTypes: ['blockBlob'], prefixMatch: ['${container}/quarantine/'] }
              actions: {
                baseBlob: {
                  tierToCool: { daysAfterModificationGreaterThan: coolAfterDays }
                  tierToCold: { daysAfterModificationGreaterThan: coldAfterDays }
                }
              }
            }
          }
        ]
      }
    }
  }
}

// The host keeps its secrets, leases and the packages there, and makes containers of its own: that takes the whole account.
resource hostRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for app in apps: {
    scope: host
    name: guid(host.id, app.name, blobDataOwner)
    properties: {
      principalId: app.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobDataOwner)
    }
  }
]

resource dataRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for app in filter(apps, each => each.data): {
    scope: data::blobs::iot
    name: guid(data.id, container, app.name, blobDataContributor)
    properties: {
      principalId: app.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobDataContributor)
    }
  }
]

resource ruleRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for app in concat(filter(apps, each => each.rules), ruleReaders): {
    scope: data::blobs::iot
    name: guid(data.id, container, app.name, blobDataReader)
    properties: {
      principalId: app.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobDataReader)
      condition: onlyPublished
      conditionVersion: '2.0'
    }
  }
]

resource keyRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for app in filter(apps, each => each.keys): {
    scope: data::blobs::keys
    name: guid(data.id, keyContainer, app.name, blobDataContributor)
    properties: {
      principalId: app.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobDataContributor)
    }
  }
]

resource accessRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for app in filter(apps, each => each.access): {
    scope: data::blobs::access
    name: guid(data.id, accessContainer, app.name, blobDataContributor)
    properties: {
      principalId: app.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobDataContributor)
    }
  }
]

output hostId string = host.id
output hostName string = host.name
output hostBlobUri string = host.properties.primaryEndpoints.blob
output dataId string = data.id
output restoreDays int = restoreDays
output dataBlobUri string = data.properties.primaryEndpoints.blob
