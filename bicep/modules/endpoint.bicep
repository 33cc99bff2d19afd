// A private endpoint; its name goes into the DNS zone that zone.bicep has linked to the VNet.
param name string
param location string
param tags object
param subnetId string

@description('Resource that gets the endpoint.')
param targetId string

@description('Sub-resource: blob, namespace, Sql, vault …')
param group string

@description('DNS zone that the service is resolved by, privatelink.…')
param zone string

resource endpoint 'Microsoft.Network/privateEndpoints@2025-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    subnet: { id: subnetId }
    privateLinkServiceConnections: [
      {
        name: name
        properties: { privateLinkServiceId: targetId, groupIds: [group] }
      }
    ]
  }
}

resource dns 'Microsoft.Network/privateDnsZones@2024-06-01' existing = {
  name: zone
}

resource zoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-05-01' = {
  parent: endpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [{ name: 'zone', properties: { privateDnsZoneId: dns.id } }]
  }
}

