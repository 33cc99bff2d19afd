// A VNet is needed even without private endpoints: Container Apps offers TCP ingress from outside only in an environment with a VNet of its own.
param name string
param location string
param tags object

@description('Flex Consumption apps join through Microsoft.App/environments, Elastic Premium through Microsoft.Web/serverFarms.')
param flex bool

resource rules 'Microsoft.Network/networkSecurityGroups@2025-05-01' = {
  name: 'nsg-${name}'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'NothingFromTheInternet'
        properties: {
          access: 'Deny'
          direction: 'Inbound'
          priority: 4000
          protocol: '*'
          sourceAddressPrefix: 'Internet'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
    ]
  }
}

resource network 'Microsoft.Network/virtualNetworks@2025-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: ['10.60.0.0/16'] }
    subnets: [
      {
        // No rules of our own: the environment's load balancer forwards only what an ingress exposes.
        name: 'bridge'
        properties: {
          addressPrefix: '10.60.0.0/23'
          delegations: [{ name: 'environments', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: 'functions'
        properties: {
          addressPrefix: '10.60.2.0/23'
          networkSecurityGroup: { id: rules.id }
          delegations: [
            {
              name: 'functions'
              properties: { serviceName: flex ? 'Microsoft.App/environments' : 'Microsoft.Web/serverFarms' }
            }
          ]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: '10.60.4.0/24'
          networkSecurityGroup: { id: rules.id }
        }
      }
    ]
  }
}

output id string = network.id
output bridgeSubnetId string = '${network.id}/subnets/bridge'
output functionsSubnetId string = '${network.id}/subnets/functions'
output endpointsSubnetId string = '${network.id}/subnets/endpoints'
