using System.Diagnostics;

namespace Purchases.Tests.Worker;

/// <summary>The built Purchases.Functions as a process, with these settings and nothing else of this process's environment.</summary>
internal sealed class WorkerProcess : ChildProcess
{
    private const int MessageBytesMax = 128 * 1024 * 1024;

    private static readonly string[] Inherited = ["PATH", "HOME", "DOTNET_ROOT", "TMPDIR", "SystemRoot", "TEMP"];

    /// <summary>Starts it as the Functions host does.</summary>
    /// <param name="host">Where the host's gRPC listens.</param>
    public WorkerProcess(Uri host, IEnumerable<(string Name, string Value)> settings)
        : base(Command(host, settings))
    {
    }

    /// <summary>Where the program and its host.json are.</summary>
    public static string AppFolder => AppContext.BaseDirectory;

    private static ProcessStartInfo Command(Uri host, IEnumerable<(string Name, string Value)> settings)
    {
        var command = new ProcessStartInfo("dotnet",
        [
            Path.Combine(AppFolder, "Purchases.Functions.dll"),
            "--functions-uri", host.AbsoluteUri,
            "--functions-worker-id", Guid.NewGuid().ToString(),
            "--functions-request-id", Guid.NewGuid().ToString(),
            "--functions-grpc-max-message-length", $"{MessageBytesMax}",
        ])
        {
            WorkingDirectory = AppFolder,
        };
        foreach (var name in command.Environment.Keys.Except(Inherited).ToList()) command.Environment.Remove(name);
        command.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = AppFolder;
        foreach (var (name, value) in settings) command.Environment[name] = value;
        return command;
    }
}
