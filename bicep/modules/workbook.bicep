param name string
param location string
param tags object
param workspaceId string

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(name)
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'ServerlessIot: lost, late or stuck?'
    category: 'workbook'
    sourceId: workspaceId
    serializedData: loadTextContent('workbook.json')
  }
}

output id string = workbook.id
