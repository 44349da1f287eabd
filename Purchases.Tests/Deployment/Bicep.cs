using System.Text.RegularExpressions;

namespace Purchases.Tests.Deployment;

/// <summary>The compiler of deploy/azure: from the package that deploy/azure/compiler.csproj names, or on the PATH.</summary>
internal static partial class Bicep
{
    private const string HowToGetIt =
        "The Bicep compiler was not found: deploy/azure was NOT compiled. Get it by dotnet restore deploy/azure/compiler.csproj.";

    /// <summary>
    /// The template that a file compiles to, and what the compiler and its linter say of it. Without a compiler the test is skipped, except
    /// in CI, where it fails: there .ci/run has got one.
    /// </summary>
    public static async Task<(string Template, string Diagnostics)> BuildAsync(string file)
    {
        var compiler = Find();
        Assert.SkipWhen(compiler is null && Environment.GetEnvironmentVariable("CI") is null, HowToGetIt);
        Assert.True(compiler is not null, HowToGetIt);

        var (_, template, diagnostics) = await Tool.RunAsync(new(compiler, ["build", Path.Combine(Repository.Root, file), "--stdout"]));
        return (template, diagnostics);
    }

    private static string? Find()
    {
        var version = PackageVersion().Match(Repository.Read("deploy/azure/compiler.csproj")).Groups["version"].Value;
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return Tool.Find("bicep", Path.Combine(packages, "azure.bicep.commandline.linux-x64", version, "tools"));
    }

    [GeneratedRegex(@"Version=""\[(?<version>[^\]]+)\]""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PackageVersion();
}
