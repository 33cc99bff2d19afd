param name string
param location string
param tags object
param environmentId string
param identityId string

@description('Its client id: telemetry is sent under it.')
param identityClientId string
param insightsConnection string
param registryServer string

@description('Image that azd has pushed; empty before the first deployment, when a placeholder without traffic takes its place.')
param image string

@description('Settings that hold no secret, by name.')
param settings object

@description('Settings whose value is in Key Vault: its addresses there by name of the setting.')
param references object

@description('Files that are in Key Vault: their addresses there by setting without Bridge__.')
param files object

@description('Address in Key Vault of the certificate for MQTT (PEM: chain and key); empty: no port to the outside.')
param certificateAddress string

@description('Sizes of one replica and their number: {cpu, memory, fewest, most, connections}.')
param size object

var placeholder = empty(image)
var open = !empty(certificateAddress)
var ingestPort = 8081
var webSocketPort = 8083
var port = placeholder ? 80 : open ? int(settings.Bridge__TlsPort) : int(settings.Bridge__Port)

// Names of secrets are lower case letters, digits and hyphens.
var secretNames = map(items(references), item => {
  setting: item.key
  name: toLower(replace(item.key, '__', '-'))
  address: item.value
})

var mounts = concat(
  open ? [{ name: 'certificate', path: 'certificate.pem', address: certificateAddress }] : [],
  map(items(files), item => { name: 'file-${toLower(item.key)}', path: item.key, address: item.value })
)

resource app 'Microsoft.App/containerApps@2025-07-01' = {
  name: name
  location: location
  tags: tags
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    environmentId: environmentId
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      // TCP is passed through as it is: TLS ends in the bridge.
      ingress: {
        external: open
        transport: 'tcp'
        targetPort: port
        exposedPort: 8883
        // POST /topics and WebSocket, TLS only as well. CoAP is UDP, which is not passed through.
        additionalPortMappings: open
          ? [
              { external: true, targetPort: ingestPort, exposedPort: ingestPort }
              { external: true, targetPort: webSocketPort, exposedPort: webSocketPort }
            ]
          : []
      }
      registries: [{ server: registryServer, identity: identityId }]
      secrets: concat(
        map(secretNames, item => { name: item.name, keyVaultUrl: item.address, identity: identityId }),
        map(mounts, mount => { name: mount.name, keyVaultUrl: mount.address, identity: identityId })
      )
    }
    template: {
      terminationGracePeriodSeconds: 30
      containers: [
        {
          name: 'bridge'
          image: placeholder ? 'mcr.microsoft.com/k8se/quickstart:latest' : image
          resources: { cpu: json(size.cpu), memory: size.memory }
          env: concat(
            map(items(settings), item => { name: item.key, value: item.value }),
            map(secretNames, item => { name: item.setting, secretRef: item.name }),
            [
              { name: 'AZURE_CLIENT_ID', value: identityClientId }
              { name: 'APPLICATIONINSIGHTS_CONNECTION_STRING', value: insightsConnection }
            ],
            [
              { name: 'Bridge__MaxConnections', value: string(size.connections * 2) }
              { name: 'Bridge__IngestPort', value: open ? string(ingestPort) : '' }
              { name: 'Bridge__WebSocketPort', value: open ? string(webSocketPort) : '' }
            ],
            map(items(files), item => { name: 'Bridge__${item.key}', value: '/mnt/secrets/${item.key}' }),
            open ? [{ name: 'Bridge__CertificateFile', value: '/mnt/secrets/certificate.pem' }] : []
          )
          volumeMounts: empty(mounts) ? [] : [{ volumeName: 'secrets', mountPath: '/mnt/secrets' }]
          probes: placeholder
            ? []
            : [
                {
                  type: 'Startup'
                  httpGet: { path: '/healthz/live', port: int(settings.Bridge__HttpPort) }
                  periodSeconds: 2
                  failureThreshold: 30
                }
                {
                  type: 'Liveness'
                  httpGet: { path: '/healthz/live', port: int(settings.Bridge__HttpPort) }
                  periodSeconds: 10
                  timeoutSeconds: 5
                  failureThreshold: 3
                }
                {
                  type: 'Readiness'
                  httpGet: { path: '/healthz/ready', port: int(settings.Bridge__HttpPort) }
                  periodSeconds: 5
                  timeoutSeconds: 3
                  failureThreshold: 3
                }
              ]
        }
      ]
      scale: {
        minReplicas: size.fewest
        maxReplicas: size.most
        rules: [
          {
            name: 'connections'
            tcp: { metadata: { concurrentConnections: string(size.connections) } }
          }
          {
            name: 'cpu'
            custom: { type: 'cpu', metadata: { type: 'Utilization', value: '70' } }
          }
        ]
      }
      volumes: empty(mounts)
        ? []
        : [
            {
              name: 'secrets'
              storageType: 'Secret'
              secrets: map(mounts, mount => { secretRef: mount.name, path: mount.path })
            }
          ]
    }
  }
}

output name string = app.name
output id string = app.id
output host string = app.properties.configuration.ingress.fqdn
