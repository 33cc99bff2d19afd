using ServerlessIot.Edition.Figures;

namespace ServerlessIot.Edition.Display;

/// <summary>Shows a person what happens: a live table on a terminal, plain lines elsewhere.</summary>
public interface IDisplay
{
    /// <summary>Tells one thing that happened.</summary>
    void Say(string line);

    /// <summary>Shows the newest figures.</summary>
    void Show(RunFigures figures);

    /// <summary>Begins showing figures; until then and after <see cref="EndAsync"/> only lines are shown.</summary>
    Task BeginAsync();

    /// <summary>Ends showing figures.</summary>
    Task EndAsync();
}
