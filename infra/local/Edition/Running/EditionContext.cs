using ServerlessIot.Edition.Commands;
using ServerlessIot.Edition.Display;
using ServerlessIot.Edition.Layout;
using ServerlessIot.Edition.Parts;
using ServerlessIot.Edition.Supervision;

namespace ServerlessIot.Edition.Running;

/// <summary>What belongs to one start of the edition.</summary>
/// <param name="Options">What the person asked for.</param>
/// <param name="Folder">Where everything is written.</param>
/// <param name="Ports">Ports of the local parts.</param>
/// <param name="Settings">Settings of all parts.</param>
/// <param name="Catalog">How parts are started.</param>
/// <param name="Supervisor">Keeps them running.</param>
/// <param name="Display">Shows what happens.</param>
/// <param name="Time">Clock.</param>
public sealed record EditionContext(
    EditionOptions Options, RunFolder Folder, LocalPorts Ports, LocalSettings Settings, PartCatalog Catalog, Supervisor Supervisor, IDisplay Display, TimeProvider Time);
