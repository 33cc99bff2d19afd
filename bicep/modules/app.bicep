// One function app with its plan: Flex Consumption, or a shared Elastic Premium plan that main.bicep makes.
param name string
param planName string
param location string

@description('Includes azd-service-name, by which azd finds the app.')
param tags object
param flex bool

@description('Elastic Premium plan; not used on Flex Consumption.')
param premiumPlanId string
param identityId string
param identityClientId string
param hostAccountName string

@description('Container of the host account that holds the package.')
param packageAddress string
param insightsConnection string

@description('Settings by name: values, or references to Key Vault.')
param settings object

@description('{memory, maximum, batchSize, intervalSeconds, alwaysReady} from sizes.json.')
param scale object

@description('Subnet that the app calls out through; empty = none.')
param subnetId string

@description('App registration whose tokens callers must bring (App Service authentication, in front of the app\'s own check); empty = the app decides by itself.')
param authClientId string

// Kafka functions and timers scale alone, HTTP functions together.
var alwaysReady = [
  for item in filter(items(scale.alwaysReady), each => each.value > 0): {
    name: item.key == 'http' ? 'http' : 'function:${item.key}'
    instanceCount: item.value
  }
]

var batch = contains(scale, 'batchSize')
  ? {
      AzureFunctionsJobHost__extensions__kafka__maxBatchSize: string(scale.batchSize)
      AzureFunctionsJobHost__extensions__kafka__subscriberIntervalInSeconds: string(scale.intervalSeconds)
    }
  : {}

var platform = {
  AzureWebJobsStorage__accountName: hostAccountName
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  AZURE_CLIENT_ID: identityClientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnection
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
}

// No content share, since Azure Files would need the account's key: the package is read from its blob with the identity.
var premium = flex
  ? {}
  : {
      FUNCTIONS_EXTENSION_VERSION: '~4'
      FUNCTIONS_WORKER_RUNTIME: 'dotnet-isolated'
      WEBSITE_RUN_FROM_PACKAGE: '${packageAddress}/app.zip'
      WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID: identityId
    }

var all = union(settings, batch, platform, premium)

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = if (flex) {
  name: planName
  location: location
  tags: { 'azd-env-name': tags['azd-env-name'] }
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: tags
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    serverFarmId: flex ? plan.id : premiumPlanId
    httpsOnly: true
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
      remoteDebuggingEnabled: false
      linuxFxVersion: flex ? null : 'DOTNET-ISOLATED|10.0'
      // Elastic Premium looks at a Kafka trigger's lag only with this; Flex Consumption always does.
      functionsRuntimeScaleMonitoringEnabled: flex ? null : true
      functionAppScaleLimit: flex ? null : scale.maximum
      minimumElasticInstanceCount: flex ? null : max(1, reduce(alwaysReady, 0, (most, group) => max(most, group.instanceCount)))
      appSettings: map(items(all), item => { name: item.key, value: item.value })
    }
    functionAppConfig: flex
      ? {
          deployment: {
            storage: {
              type: 'blobContainer'
              value: packageAddress
              authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
            }
          }
          runtime: { name: 'dotnet-isolated', version: '10.0' }
          scaleAndConcurrency: {
            maximumInstanceCount: scale.maximum
            instanceMemoryMB: scale.memory
            alwaysReady: alwaysReady
          }
        }
      : null
  }

  // Publishing user and password are off: deployments come with Entra tokens.
  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

resource auth 'Microsoft.Web/sites/config@2025-03-01' = if (!empty(authClientId)) {
  parent: app
  name: 'authsettingsV2'
  properties: {
    globalValidation: { requireAuthentication: true, unauthenticatedClientAction: 'Return401', excludedPaths: ['/api/health'] }
    httpSettings: { requireHttps: true }
    identityProviders: {
      azureActiveDirectory: {
        enabled: true
        registration: { clientId: authClientId, openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0' }
        // Tokens of version 2, the only ones that the app takes, name the client id.
        validation: { allowedAudiences: [authClientId] }
      }
    }
    login: { tokenStore: { enabled: false } }
  }
}

output name string = app.name
output id string = app.id
output host string = app.properties.defaultHostName
