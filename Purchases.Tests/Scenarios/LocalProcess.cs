using System.Diagnostics;

namespace Purchases.Tests.Scenarios;

/// <summary>Local as a process of its own, for what only a process can show: exit codes, its output, being killed.</summary>
internal sealed class LocalProcess : ChildProcess
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Purchases.Local.dll");

    private LocalProcess(ProcessStartInfo start)
        : base(start)
    {
    }

    public HttpClient Client { get; } = new() { Timeout = Eventually.Deadline };

    /// <summary>Starts without waiting, with these arguments and nothing else.</summary>
    public static LocalProcess Launch(
        string currentDirectory, IEnumerable<string> arguments, params (string Name, string Value)[] environment) =>
        Launch(new ProcessStartInfo("dotnet", [Program, .. arguments]), currentDirectory, environment);

    /// <summary>
    /// Starts what a person types: a line of shell with <c>dotnet run --project Purchases.Local</c>, which here means the build under test.
    /// </summary>
    public static LocalProcess LaunchShell(string currentDirectory, string line)
    {
        var run = line
            .Replace("dotnet run --project Purchases.Local -- ", "dotnet run --project Purchases.Local ", StringComparison.Ordinal)
            .Replace("dotnet run --project Purchases.Local", $"exec dotnet '{Program}'", StringComparison.Ordinal);
        return Launch(new("bash", ["-c", run.Replace("\\\n", " ", StringComparison.Ordinal)]), currentDirectory);
    }

    private static LocalProcess Launch(ProcessStartInfo command, string currentDirectory, params (string Name, string Value)[] environment)
    {
        command.WorkingDirectory = currentDirectory;
        foreach (var (name, value) in environment) command.Environment[name] = value;
        return new(command);
    }

    /// <summary>Starts on a free port with a data directory in the folder, and waits until it listens.</summary>
    public static async Task<LocalProcess> StartAsync(TestFolder folder, params (string Name, string Value)[] environment)
    {
        var local = Launch(folder.Path, ["--urls", "http://127.0.0.1:0", "--data", folder.File("data")], environment);
        await local.ListensAsync();
        return local;
    }

    /// <summary>Waits until it listens.</summary>
    public async Task ListensAsync()
    {
        await Eventually.TrueAsync(() => HasExited || Output.Any(line => line.StartsWith("Press Ctrl+C", StringComparison.Ordinal)));
        Assert.False(HasExited, string.Join('\n', Errors));

        Client.BaseAddress = Output.Select(AddressIn).Single(address => address is not null);
    }

    /// <summary>The address on which it listens, if this line of its output contains it.</summary>
    public static Uri? AddressIn(string line) =>
        line.Contains("Health: [", StringComparison.Ordinal)
            ? new(new Uri(line[line.IndexOf("http", StringComparison.Ordinal)..]), "/")
            : null;

    public override void Dispose()
    {
        base.Dispose();
        Client.Dispose();
    }
}
