namespace Microsoft.Azure.Functions.Worker;

/// <summary>Stands for the enum of Microsoft.Azure.Functions.Worker.Extensions.Http: which key a call must carry.</summary>
public enum AuthorizationLevel
{
    Anonymous = 0,
    User = 1,
    Function = 2,
    System = 3,
    Admin = 4,
}
