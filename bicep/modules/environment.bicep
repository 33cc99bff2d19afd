// Container Apps environment of the bridge. It offers TCP only: CoAP (UDP) and a bridge with a spool on a durable disk run elsewhere,
// on a virtual machine or on AKS, with the same image and the same settings.
param name string
param location string
param tags object
param subnetId string
param zoneRedundant bool
param workspaceId string

resource environment 'Microsoft.App/managedEnvironments@2025-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    vnetConfiguration: { infrastructureSubnetId: subnetId, internal: false }
    workloadProfiles: [{ name: 'Consumption', workloadProfileType: 'Consumption' }]
    // By diagnostic settings, which need no key of the workspace.
    appLogsConfiguration: { destination: 'azure-monitor' }
    zoneRedundant: zoneRedundant
  }
}

module logs 'diagnostics.bicep' = {
  name: 'environment-logs'
  params: {
    name: environment.name
    resourceId: environment.id
    workspaceId: workspaceId
    categories: ['ContainerAppConsoleLogs', 'ContainerAppSystemLogs']
  }
}

output id string = environment.id
